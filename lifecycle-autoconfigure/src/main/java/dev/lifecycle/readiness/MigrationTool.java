package dev.lifecycle.readiness;

/**
 * Tools that change the schema of a database.
 *
 * @since 0.1.0
 */
public enum MigrationTool {

	/**
	 * Flyway.
	 */
	FLYWAY,

	/**
	 * Liquibase.
	 */
	LIQUIBASE

}
