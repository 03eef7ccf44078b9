package dev.lifecycle.readiness;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcUtils;

import dev.lifecycle.ReadinessResult;
import dev.lifecycle.engine.RemoteProbe;

/**
 * Asks a database.
 */
final class JdbcProbe implements RemoteProbe {

	// For drivers without network timeouts, and never before those: to cancel a statement
	// of a server that hangs takes the driver of PostgreSQL another ten seconds.
	private static final Duration SECOND = Duration.ofSeconds(1);

	private final JdbcCheck check;

	private final DatabaseAccess database;

	private final JdbcClient client;

	JdbcProbe(JdbcCheck check, DatabaseAccess database, Duration timeout) {
		this.check = check;
		this.database = database;
		JdbcTemplate template = new JdbcTemplate(database.dataSource());
		template.setQueryTimeout(Math.toIntExact(DriverTimeouts.roundUp(timeout, SECOND) + 1));
		template.setMaxRows(1);
		this.client = JdbcClient.create(template);
	}

	@Override
	public ReadinessResult check() throws Exception {
		return this.database.check(() -> compare(this.client.sql(this.check.query()).query(JdbcProbe::answer)));
	}

	@Override
	public @Nullable String remote() {
		return this.database.remote();
	}

	private static String answer(ResultSet rows) throws SQLException {
		return rows.next() ? String.valueOf(JdbcUtils.getResultSetValue(rows, 1)) : "no row";
	}

	private ReadinessResult compare(@Nullable String answer) {
		String expected = this.check.expect();
		if (expected == null || expected.equals(answer)) {
			return ReadinessResult.ready();
		}
		return ReadinessResult.notReady("wrong answer from %s to '%s': expected %s but got %s".formatted(
				this.database.address(), ForeignText.shorten(this.check.query()), ForeignText.shorten(expected),
				ForeignText.shorten(String.valueOf(answer))));
	}

}
