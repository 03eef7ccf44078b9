package dev.lifecycle.readiness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import liquibase.exception.LiquibaseException;
import liquibase.integration.spring.SpringLiquibase;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import dev.lifecycle.ReadinessResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link MigrationsCheck}.
 */
class MigrationsCheckTests {

	private final SingleConnectionDataSource dataSource = new SingleConnectionDataSource("jdbc:h2:mem:", true);

	@TempDir
	private Path migrations;

	@Test
	void checkWhenFlywayHasMigratedThenReady() throws Exception {
		write("V1__customers.sql", "create table customers (id int);");
		Flyway flyway = flyway();
		flyway.migrate();
		assertThat(check(MigrationTool.FLYWAY, flyway)).isEqualTo(ReadinessResult.ready());
	}

	@Test
	void checkWhenFlywayHasPendingMigrationsThenNamesTheFirst() throws Exception {
		write("V1__customers.sql", "create table customers (id int);");
		Flyway flyway = flyway();
		flyway.migrate();
		write("V2__orders.sql", "create table orders (id int);");
		write("R__views.sql", "create view c as select * from customers;");
		assertThat(check(MigrationTool.FLYWAY, flyway).reason())
			.isEqualTo("migration '2 orders' of database jdbc:h2:mem: is pending, and 1 more");
	}

	@Test
	void checkWhenFlywayWasNeverRunThenAllIsPendingAndNothingWritten() throws Exception {
		write("R__views.sql", "create table customers (id int);");
		assertThat(check(MigrationTool.FLYWAY, flyway()).reason())
			.isEqualTo("migration 'views' of database jdbc:h2:mem: is pending");
		assertThat(tables()).isZero();
	}

	@Test
	void checkWhenMigrationOfFlywayFailedThenNamesIt() throws Exception {
		write("V1__customers.sql", "create table customers (id nonsense);");
		write("V2__orders.sql", "create table orders (id int);");
		Flyway flyway = flyway();
		assertThatExceptionOfType(FlywayException.class).isThrownBy(flyway::migrate);
		assertThat(check(MigrationTool.FLYWAY, flyway).reason())
			.isEqualTo("migration '1 customers' of database jdbc:h2:mem: has failed");
	}

	@Test
	void checkWhenDatabaseOfFlywayIsMissingThenSaysSo() throws Exception {
		DriverManagerDataSource missing = new DriverManagerDataSource("jdbc:h2:mem:missing;IFEXISTS=TRUE");
		Flyway flyway = Flyway.configure().dataSource(missing).load();
		assertThat(check(MigrationTool.FLYWAY, flyway).reason())
			.startsWith("database jdbc:h2:mem:missing does not exist: ");
	}

	@Test
	void checkAsksAllFlyways() throws Exception {
		write("V1__customers.sql", "create table customers (id int);");
		Flyway migrated = flyway();
		migrated.migrate();
		Flyway pending = Flyway.configure()
			.dataSource("jdbc:h2:mem:other", null, null)
			.locations("filesystem:" + this.migrations)
			.load();
		ReadinessResult result = new MigrationsCheck(MigrationTool.FLYWAY)
			.create(Probes.with(Map.of("migrated", migrated, "pending", pending)))
			.check();
		assertThat(result.isReady()).isFalse();
	}

	@Test
	void checkWhenLiquibaseHasUpdatedThenReady() throws Exception {
		SpringLiquibase liquibase = liquibase();
		liquibase.afterPropertiesSet();
		assertThat(check(MigrationTool.LIQUIBASE, liquibase)).isEqualTo(ReadinessResult.ready());
	}

	@Test
	void checkWhenLiquibaseHasPendingChangeSetsThenNamesTheFirst() throws Exception {
		SpringLiquibase liquibase = liquibase();
		assertThat(check(MigrationTool.LIQUIBASE, liquibase).reason()).startsWith("migration '")
			.endsWith("::customers::app' of database jdbc:h2:mem: is pending, and 1 more");
		assertThat(tables()).isZero();
	}

	@Test
	void checkFollowsContextsOfLiquibase() throws Exception {
		SpringLiquibase liquibase = liquibase();
		liquibase.setContexts("none");
		liquibase.afterPropertiesSet();
		assertThat(check(MigrationTool.LIQUIBASE, liquibase).isReady()).isTrue();
		liquibase.setContexts("orders");
		assertThat(check(MigrationTool.LIQUIBASE, liquibase).reason()).contains("::orders::app");
	}

	@Test
	void checkWhenDatabaseOfLiquibaseIsMissingThenSaysSo() throws Exception {
		SpringLiquibase liquibase = liquibase();
		liquibase.setDataSource(new DriverManagerDataSource("jdbc:h2:mem:missing;IFEXISTS=TRUE"));
		assertThat(check(MigrationTool.LIQUIBASE, liquibase).reason())
			.startsWith("database jdbc:h2:mem:missing does not exist: ");
	}

	@Test
	void checkWhenChangelogIsMissingThenThrows() {
		SpringLiquibase liquibase = liquibase();
		liquibase.setChangeLog("classpath:/nothing.sql");
		assertThatExceptionOfType(LiquibaseException.class).isThrownBy(() -> check(MigrationTool.LIQUIBASE, liquibase))
			.withMessageContaining("nothing.sql");
	}

	@Test
	void createWhenLiquibaseDropsFirstThenFails() {
		SpringLiquibase liquibase = liquibase();
		liquibase.setDropFirst(true);
		assertThatExceptionOfType(FailureAnalyzedException.class)
			.isThrownBy(() -> check(MigrationTool.LIQUIBASE, liquibase));
	}

	@Test
	void createWhenThereIsNoBeanThenFails() {
		assertThatExceptionOfType(FailureAnalyzedException.class)
			.isThrownBy(() -> new MigrationsCheck(MigrationTool.FLYWAY).create(Probes.with(Map.of())))
			.satisfies((ex) -> assertThat(ex.analysis().getDescription()).contains(Flyway.class.getName()));
		assertThatExceptionOfType(FailureAnalyzedException.class)
			.isThrownBy(() -> new MigrationsCheck(MigrationTool.LIQUIBASE).create(Probes.withoutBeans()));
	}

	private ReadinessResult check(MigrationTool tool, Object bean) throws Exception {
		return new MigrationsCheck(tool).create(Probes.with(Map.of("tool", bean))).check();
	}

	private void write(String file, String sql) throws IOException {
		Files.writeString(this.migrations.resolve(file), sql);
	}

	private long tables() {
		return JdbcClient.create(this.dataSource)
			.sql("select count(*) from information_schema.tables where table_schema = 'PUBLIC'")
			.query(Long.class)
			.single();
	}

	private Flyway flyway() {
		return Flyway.configure().dataSource(this.dataSource).locations("filesystem:" + this.migrations).load();
	}

	private SpringLiquibase liquibase() {
		SpringLiquibase liquibase = new SpringLiquibase();
		liquibase.setDataSource(this.dataSource);
		liquibase.setResourceLoader(new DefaultResourceLoader());
		liquibase.setChangeLog("classpath:/dev/lifecycle/readiness/changelog.sql");
		liquibase.setChangeLogParameters(Map.of("table", "customers"));
		return liquibase;
	}

}
