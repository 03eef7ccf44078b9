package dev.lifecycle.readiness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import dev.lifecycle.ReadinessResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link JdbcCheck}.
 */
class JdbcCheckTests {

	private final DriverManagerDataSource dataSource = new DriverManagerDataSource("jdbc:h2:mem:jdbc-check");

	@Test
	void checkWhenDatabaseAnswersThenReady() throws Exception {
		assertThat(check("select 1", null)).isEqualTo(ReadinessResult.ready());
	}

	@Test
	void checkWhenAnswerIsExpectedThenReady() throws Exception {
		assertThat(check("select '12:30', 2", "12:30")).isEqualTo(ReadinessResult.ready());
	}

	@Test
	void checkWhenAnswerIsNotExpectedThenSaysBoth() throws Exception {
		assertThat(check("select 2", "1").reason())
			.isEqualTo("wrong answer from database jdbc:h2:mem:jdbc-check to 'select 2': expected 1 but got 2");
	}

	@Test
	void checkWhenThereIsNoRowThenSaysSo() throws Exception {
		assertThat(check("select 1 where 1 = 0", "1").reason()).endsWith("expected 1 but got no row");
	}

	@Test
	void checkWhenAnswerIsLongThenShortensIt() throws Exception {
		assertThat(check("select repeat('x', 10000)", "1").reason()).hasSizeLessThan(400);
	}

	@Test
	void checkWhenSecretGoesOnBeyondWhatIsShownThenMasksIt() throws Exception {
		String query = "select 'postgresql://app:%s@db/app'".formatted("secret".repeat(30));
		assertThat(check(query, "1").reason())
			.endsWith("to 'select 'postgresql://******@db/app'': " + "expected 1 but got postgresql://******@db/app");
	}

	@Test
	void checkWhenQueryFailsThenSaysWhy() throws Exception {
		assertThat(check("select * from nothing", null).reason())
			.startsWith("database jdbc:h2:mem:jdbc-check failed: Table \"NOTHING\" not found");
	}

	@Test
	void checkWhenQueryIsSlowThenIsCancelled() throws Exception {
		JdbcCheck check = jdbc(
				"select count(*) from system_range(1, 1000000) a, system_range(1, 1000000) b where a.x + b.x = 0");
		ReadinessResult result = check.create(Probes.with(Map.of("db", this.dataSource), Duration.ofMillis(200)))
			.check();
		assertThat(result.reason()).isEqualTo("no answer from database jdbc:h2:mem:jdbc-check within 200 ms");
	}

	@Test
	void checkWhenBeanIsNamedThenUsesIt() throws Exception {
		DriverManagerDataSource other = new DriverManagerDataSource("jdbc:h2:mem:jdbc-check-other");
		JdbcCheck check = new JdbcCheck("select database()", "JDBC-CHECK-OTHER", "other", null, null, null);
		assertThat(check.create(Probes.with(Map.of("db", this.dataSource, "other", other))).check().isReady()).isTrue();
	}

	@Test
	void createWhenThereAreSeveralBeansThenNamesThem() {
		ProbeContext context = Probes.with(Map.of("db", this.dataSource, "other", new DriverManagerDataSource()));
		assertThatExceptionOfType(FailureAnalyzedException.class).isThrownBy(() -> jdbc("select 1").create(context))
			.satisfies((ex) -> assertThat(ex.analysis().getAction()).contains("db", "other"));
	}

	@Test
	void createOpensNoConnection() {
		try (HikariDataSource pool = pool()) {
			jdbc("select 1").create(Probes.with(Map.of("db", pool)));
			assertThat(pool.getHikariPoolMXBean()).isNull();
		}
	}

	@Test
	void checkWhenUrlIsGivenThenNeedsNoBeans() throws Exception {
		JdbcCheck check = byUrl("jdbc:h2:mem:jdbc-check-url", "sa", "");
		assertThat(check.needsBeans()).isFalse();
		assertThat(check.create(Probes.withoutBeans()).check()).isEqualTo(ReadinessResult.ready());
	}

	@Test
	void checkWhenPasswordIsWrongThenSaysSo() throws Exception {
		String url = "jdbc:h2:mem:jdbc-check-password";
		try (Connection connection = new DriverManagerDataSource(url, "app", "right-secret").getConnection()) {
			assertThat(connection.isValid(0)).isTrue();
			assertThat(reason(byUrl(url, "app", "wrong-secret")))
				.startsWith("authentication failed for database jdbc:h2:mem:jdbc-check-password: ")
				.doesNotContain("secret");
		}
	}

	@Test
	void checkWhenPoolHidesWrongPasswordThenFindsIt() throws Exception {
		try (HikariDataSource pool = pool()) {
			pool.setDataSource(new RefusingDataSource(new SQLInvalidAuthorizationSpecException("wrong", "28000")));
			pool.setInitializationFailTimeout(-1);
			ReadinessResult result = jdbc("select 1").create(Probes.with(Map.of("db", pool))).check();
			assertThat(result.reason()).isEqualTo("authentication failed for database jdbc:h2:mem:jdbc-check-pool: "
					+ "SQLInvalidAuthorizationSpecException: wrong");
		}
	}

	@Test
	void checkWhenPoolCannotSayWhyThenThereIsNoConnection() throws Exception {
		DataSource refusing = new RefusingDataSource(new SQLTransientConnectionException("none is available"));
		assertThat(jdbc("select 1").create(Probes.with(Map.of("db", refusing))).check().reason())
			.isEqualTo("no connection to the database: none is available");
	}

	@Test
	void checkWhenDatabaseIsMissingThenSaysSo() throws Exception {
		assertThat(reason(byUrl("jdbc:h2:mem:nothing;IFEXISTS=TRUE", null, null)))
			.startsWith("database jdbc:h2:mem:nothing does not exist: ");
	}

	@Test
	void checkWhenHostIsUnknownThenSaysSo() throws Exception {
		assertThat(reason(byUrl("jdbc:h2:tcp://nowhere.invalid:9092/app", "app", "secret")))
			.isEqualTo("unknown host of database 'app' at nowhere.invalid:9092");
	}

	@Test
	void checkWhenPortIsClosedThenSaysSo() throws Exception {
		int port = closedPort();
		assertThat(reason(byUrl("jdbc:h2:tcp://localhost:" + port + "/app", null, null)))
			.startsWith("database 'app' at localhost:" + port + " is unreachable: ");
	}

	@Test
	void checkWhenServerKnowsNoTlsThenSaysSo() throws Exception {
		try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			CompletableFuture<Void> answered = CompletableFuture.runAsync(() -> answerPlainly(server));
			String address = "localhost:" + server.getLocalPort();
			assertThat(reason(byUrl("jdbc:h2:ssl://" + address + "/app", null, null)))
				.startsWith("TLS error with database 'app' at " + address + ": ");
			answered.join();
		}
	}

	@Test
	void createWhenThereIsNoDriverThenSaysSo() {
		JdbcCheck check = byUrl("jdbc:nothing://app:secret@host/app", null, null);
		assertThatExceptionOfType(FailureAnalyzedException.class).isThrownBy(() -> check.create(Probes.withoutBeans()))
			.satisfies((ex) -> assertThat(ex.analysis().getDescription())
				.contains("a JDBC driver for database 'app' at host")
				.doesNotContain("secret"));
	}

	@Test
	void checkWhenPoolIsExhaustedThenSaysSo() throws Exception {
		try (HikariDataSource pool = pool()) {
			try (Connection connection = pool.getConnection()) {
				assertThat(connection.isValid(0)).isTrue();
				ReadinessResult result = jdbc("select 1").create(Probes.with(Map.of("db", pool))).check();
				assertThat(result.reason())
					.isEqualTo("pool 'small' is exhausted: all 1 connections are in use and 0 threads are waiting");
			}
		}
	}

	@Test
	void checkWhenInterruptedThenReturnsAndStaysInterrupted() throws Exception {
		try (HikariDataSource pool = pool()) {
			pool.setConnectionTimeout(Duration.ofMinutes(10).toMillis());
			try (Connection connection = pool.getConnection()) {
				assertThat(connection.isValid(0)).isTrue();
				CompletableFuture<ReadinessResult> result = new CompletableFuture<>();
				CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
				Thread thread = new Thread(() -> {
					result.completeAsync(() -> checkedBy(pool), Runnable::run);
					interrupted.complete(Thread.currentThread().isInterrupted());
				});
				thread.start();
				Awaitility.await().until(() -> pool.getHikariPoolMXBean().getThreadsAwaitingConnection() == 1);
				thread.interrupt();
				thread.join();
				assertThat(result.join().reason()).startsWith("pool 'small' is exhausted");
				assertThat(interrupted).isCompletedWithValue(true);
			}
		}
	}

	@Test
	void checkWhenFailureIsNotOfTheDatabaseThenThrowsIt() {
		DataSource closed = new DriverManagerDataSource() {

			@Override
			public Connection getConnection() {
				throw new IllegalArgumentException("closed");
			}

		};
		assertThatIllegalArgumentException()
			.isThrownBy(() -> jdbc("select 1").create(Probes.with(Map.of("db", closed))).check());
	}

	@Test
	void toStringHidesSecrets() {
		assertThat(new JdbcCheck("select 1", null, null, "jdbc:mysql://app:secret@db/app?password=secret", "app",
				"secret"))
			.asString()
			.contains("select 1", "db/app")
			.doesNotContain("secret");
	}

	@Test
	void createWhenSettingsContradictThenFails() {
		assertThatIllegalArgumentException().isThrownBy(() -> jdbc(" "));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new JdbcCheck("select 1", null, "db", "jdbc:h2:mem:x", null, null));
		assertThatIllegalArgumentException().isThrownBy(() -> new JdbcCheck("select 1", null, null, null, "app", null));
		assertThatIllegalArgumentException().isThrownBy(() -> byUrl("postgresql://db/app", null, null));
	}

	private ReadinessResult check(String query, @Nullable String expect) throws Exception {
		return new JdbcCheck(query, expect, null, null, null, null).create(Probes.with(Map.of("db", this.dataSource)))
			.check();
	}

	private static ReadinessResult checkedBy(HikariDataSource pool) {
		try {
			return jdbc("select 1").create(Probes.with(Map.of("db", pool))).check();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String reason(JdbcCheck check) throws Exception {
		return String.valueOf(check.create(Probes.withoutBeans()).check().reason());
	}

	private static JdbcCheck jdbc(String query) {
		return new JdbcCheck(query, null, null, null, null, null);
	}

	private static JdbcCheck byUrl(String url, @Nullable String username, @Nullable String password) {
		return new JdbcCheck("select 1", null, null, url, username, password);
	}

	private static HikariDataSource pool() {
		HikariDataSource pool = new HikariDataSource();
		pool.setPoolName("small");
		pool.setJdbcUrl("jdbc:h2:mem:jdbc-check-pool");
		pool.setMaximumPoolSize(1);
		pool.setConnectionTimeout(250);
		return pool;
	}

	private static int closedPort() throws IOException {
		try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return server.getLocalPort();
		}
	}

	private static void answerPlainly(ServerSocket server) {
		try (Socket client = server.accept()) {
			client.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Gives no connection.
	 */
	private static final class RefusingDataSource extends AbstractDataSource {

		private final SQLException failure;

		RefusingDataSource(SQLException failure) {
			this.failure = failure;
		}

		@Override
		public Connection getConnection() throws SQLException {
			throw this.failure;
		}

		@Override
		public Connection getConnection(String username, String password) throws SQLException {
			throw this.failure;
		}

	}

}
