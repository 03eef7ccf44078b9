package dev.lifecycle.readiness;

import dev.lifecycle.ReadinessProbe;

/**
 * A check that no migration of any database is pending or has failed.
 *
 * @param tool the tool, all of whose beans are asked
 * @since 0.1.0
 */
public record MigrationsCheck(MigrationTool tool) implements ProbeFactory {

	@Override
	public String defaultName() {
		return "migrations";
	}

	@Override
	public boolean isContinuous() {
		return false;
	}

	@Override
	public boolean keepsTimeLimit() {
		return true;
	}

	@Override
	public ReadinessProbe create(ProbeContext context) {
		context.requireClass("org.springframework.jdbc.datasource.DelegatingDataSource",
				"org.springframework.boot:spring-boot-starter-jdbc");
		return switch (this.tool) {
			case FLYWAY -> {
				context.requireClass("org.flywaydb.core.Flyway", "org.springframework.boot:spring-boot-starter-flyway");
				yield FlywayProbe.create(context);
			}
			case LIQUIBASE -> {
				context.requireClass("liquibase.integration.spring.SpringLiquibase",
						"org.springframework.boot:spring-boot-starter-liquibase");
				yield LiquibaseProbe.create(context);
			}
		};
	}

}
