package dev.lifecycle.readiness;

import java.sql.SQLException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Set;
import java.util.function.Predicate;

import dev.lifecycle.text.Texts;

/**
 * Says in one sentence why a database cannot be used.
 */
final class DatabaseFailures {

	private static final String QUERY_CANCELLED = "57014";

	private static final int UNKNOWN_DATABASE_OF_MYSQL = 1049;

	// The standard has none for a database that does not exist: PostgreSQL, and H2
	// locally and remote.
	private static final Set<String> UNKNOWN_DATABASE = Set.of("3D000", "90146", "90149");

	private DatabaseFailures() {
	}

	/**
	 * Describe a failure.
	 * @param failure the failure
	 * @param database words for the database
	 * @param timeout the time limit of the check
	 * @param late whether the time is over
	 * @return the sentence, without secrets
	 */
	static String describe(Throwable failure, String database, Duration timeout, boolean late) {
		String reason = Texts.reason(failure);
		if (sqlMatches(failure, DatabaseFailures::isAuthentication)) {
			return "authentication failed for " + database + ": " + reason;
		}
		if (sqlMatches(failure, DatabaseFailures::isUnknownDatabase)) {
			return database + " does not exist: " + reason;
		}
		if (ConnectionCauses.unknownHost(failure)) {
			return "unknown host of " + database;
		}
		if (ConnectionCauses.tls(failure)) {
			return "TLS error with " + database + ": " + reason;
		}
		if (ConnectionCauses.refused(failure)) {
			return database + " is unreachable: " + reason;
		}
		if (late || ConnectionCauses.timeout(failure) || sqlMatches(failure, DatabaseFailures::isTimeout)) {
			return "no answer from " + database + " within " + Texts.duration(timeout);
		}
		boolean connection = sqlMatches(failure, DatabaseFailures::isConnection);
		return (connection ? "no connection to " + database : database + " failed") + ": " + reason;
	}

	static boolean isSql(Throwable failure) {
		return ConnectionCauses.anyMatch(failure, SQLException.class::isInstance);
	}

	private static boolean sqlMatches(Throwable failure, Predicate<SQLException> predicate) {
		return ConnectionCauses.anyMatch(failure, (cause) -> cause instanceof SQLException ex && predicate.test(ex));
	}

	private static boolean isAuthentication(SQLException ex) {
		return ex instanceof SQLInvalidAuthorizationSpecException || state(ex).startsWith("28");
	}

	private static boolean isUnknownDatabase(SQLException ex) {
		return UNKNOWN_DATABASE.contains(state(ex))
				|| (ex.getErrorCode() == UNKNOWN_DATABASE_OF_MYSQL && "42000".equals(state(ex)));
	}

	private static boolean isConnection(SQLException ex) {
		return ex instanceof SQLTransientConnectionException || state(ex).startsWith("08");
	}

	private static boolean isTimeout(SQLException ex) {
		return ex instanceof SQLTimeoutException || QUERY_CANCELLED.equals(state(ex));
	}

	private static String state(SQLException ex) {
		String state = ex.getSQLState();
		return (state != null) ? state : "";
	}

}
