package dev.lifecycle.readiness;

import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

import javax.sql.DataSource;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.configuration.Configuration;
import org.jspecify.annotations.Nullable;

import dev.lifecycle.ReadinessProbe;
import dev.lifecycle.ReadinessResult;
import dev.lifecycle.engine.RemoteProbe;

/**
 * Asks Flyway what is pending and what has failed. Only loaded if Flyway is there.
 */
final class FlywayProbe implements RemoteProbe {

	private final Flyway flyway;

	private final DatabaseAccess database;

	private FlywayProbe(Configuration configuration, DatabaseAccess database) {
		this.database = database;
		this.flyway = Flyway.configure(configuration.getClassLoader())
			.configuration(configuration)
			.dataSource(database.dataSource())
			.load();
	}

	static ReadinessProbe create(ProbeContext context) {
		Collection<Flyway> beans = context.beans(Flyway.class);
		return new MigrationsProbe(beans.stream().map((flyway) -> create(flyway, context)).toList());
	}

	private static RemoteProbe create(Flyway flyway, ProbeContext context) {
		DataSource dataSource = flyway.getConfiguration().getDataSource();
		return new FlywayProbe(flyway.getConfiguration(), new DatabaseAccess(dataSource, context.timeout()));
	}

	@Override
	public @Nullable String remote() {
		return this.database.remote();
	}

	@Override
	public ReadinessResult check() throws Exception {
		return this.database.check(() -> evaluate(this.flyway.info()));
	}

	private ReadinessResult evaluate(MigrationInfoService info) {
		List<String> failed = names(Stream.of(info.all()).filter((migration) -> migration.getState().isFailed()));
		if (!failed.isEmpty()) {
			return ReadinessResult.notReady(MigrationsProbe.sentence("has failed", failed, this.database.address()));
		}
		List<String> pending = names(Stream.of(info.pending()));
		return pending.isEmpty() ? ReadinessResult.ready()
				: ReadinessResult.notReady(MigrationsProbe.sentence("is pending", pending, this.database.address()));
	}

	private static List<String> names(Stream<MigrationInfo> migrations) {
		return migrations.map(FlywayProbe::name).toList();
	}

	private static String name(MigrationInfo migration) {
		return (migration.getVersion() != null) ? migration.getVersion() + " " + migration.getDescription()
				: migration.getDescription();
	}

}
