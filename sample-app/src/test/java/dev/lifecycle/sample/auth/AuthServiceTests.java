package dev.lifecycle.sample.auth;

import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;

import org.flywaydb.core.api.migration.Context;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabase;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.oauth2.jwt.JwtException;

import dev.lifecycle.sample.SampleProperties;
import dev.lifecycle.sample.database.Database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link AuthService} with the users of the demo data and a generated key.
 */
class AuthServiceTests {

	private final Clock clock = Clock.systemUTC();

	private final EmbeddedDatabase dataSource = new EmbeddedDatabaseBuilder().setType(EmbeddedDatabaseType.H2)
		.generateUniqueName(true)
		.addScripts("db/migration/V1__schema.sql", "db/migration/V2__demo_data.sql")
		.build();

	@BeforeEach
	void prepare() throws Exception {
		addSigningKey();
	}

	@AfterEach
	void shutDown() {
		this.dataSource.shutdown();
	}

	@Test
	void checksWhenStartedThenReadyUntilStopped() {
		AuthService auth = auth(this.clock);
		assertThat(auth.keysLoaded().isReady()).isFalse();
		auth.start();
		assertThat(auth.keysLoaded().isReady()).isTrue();
		assertThat(auth.verifiesItsOwnTokens()).isTrue();
		auth.stop();
		assertThat(auth.keysLoaded().isReady()).isFalse();
	}

	@Test
	void stopWhenRefresherIsAsleepThenEndsIt() {
		Set<Thread> others = refreshers();
		AuthService auth = auth(this.clock);
		auth.start();
		Set<Thread> own = refreshers();
		own.removeAll(others);
		assertThat(own).hasSize(1);
		await().until(() -> own.stream().allMatch((thread) -> thread.getState() == Thread.State.TIMED_WAITING));
		auth.stop();
		assertThat(own).noneMatch(Thread::isAlive);
		assertThat(auth.backgroundFailures()).isZero();
	}

	private static Set<Thread> refreshers() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals("AuthService-key-refresher"))
			.collect(Collectors.toSet());
	}

	@Test
	void loginWhenPasswordIsRightThenTokenIsAccepted() {
		AuthService auth = auth(this.clock);
		auth.start();
		String token = auth.login("ada", "ada-demo").getTokenValue();
		assertThat(auth.decode(token).getSubject()).isEqualTo("ada");
	}

	@Test
	void loginWhenPasswordIsWrongThenFails() {
		AuthService auth = auth(this.clock);
		auth.start();
		assertThatExceptionOfType(BadCredentialsException.class).isThrownBy(() -> auth.login("ada", "grace-demo"));
		assertThatExceptionOfType(BadCredentialsException.class).isThrownBy(() -> auth.login("nobody", "ada-demo"));
	}

	@Test
	void decodeWhenTokenHasExpiredThenFails() {
		AuthService auth = auth(Clock.offset(this.clock, Duration.ofDays(-1)));
		auth.start();
		String token = auth.login("ada", "ada-demo").getTokenValue();
		assertThatExceptionOfType(JwtException.class).isThrownBy(() -> auth.decode(token));
	}

	@Test
	void decodeWhenKeyIsReplacedThenOldTokenFails() throws Exception {
		AuthService auth = auth(this.clock);
		auth.start();
		String token = auth.login("ada", "ada-demo").getTokenValue();
		auth.stop();
		JdbcClient.create(this.dataSource).sql("delete from signing_key").update();
		addSigningKey();
		auth.start();
		assertThatExceptionOfType(JwtException.class).isThrownBy(() -> auth.decode(token));
	}

	@Test
	void decodeWhenKeyIsAddedThenOldTokenIsAcceptedStill() throws Exception {
		AuthService auth = auth(this.clock);
		auth.start();
		String token = auth.login("ada", "ada-demo").getTokenValue();
		auth.stop();
		addSigningKey();
		auth.start();
		assertThat(auth.decode(token).getSubject()).isEqualTo("ada");
		assertThat(auth.login("ada", "ada-demo").getHeaders().get("kid"))
			.isNotEqualTo(auth.decode(token).getHeaders().get("kid"));
	}

	private AuthService auth(Clock clock) {
		Database database = mock();
		given(database.jdbc()).willReturn(JdbcClient.create(this.dataSource));
		return new AuthService(database, clock,
				Binder.get(new MockEnvironment()).bindOrCreate("sample", SampleProperties.class));
	}

	private void addSigningKey() throws Exception {
		Context context = mock();
		try (Connection connection = this.dataSource.getConnection()) {
			given(context.getConnection()).willReturn(connection);
			new SigningKeyMigration(this.clock).migrate(context);
		}
	}

}
