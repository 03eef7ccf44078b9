package dev.lifecycle.sample.auth;

import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authentication.dao.DaoAuthenticationProvider;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.stereotype.Service;

import dev.lifecycle.AbstractLifecycleService;
import dev.lifecycle.DependsOnService;
import dev.lifecycle.ReadinessCheck;
import dev.lifecycle.ReadinessResult;
import dev.lifecycle.ValidationLevel;
import dev.lifecycle.sample.SampleProperties;
import dev.lifecycle.sample.database.Database;

/**
 * The service {@code auth}: checks passwords, and signs and verifies tokens with the keys
 * from the database. Until those are loaded nobody can log in and no token is valid.
 *
 * @since 0.1.0
 */
@Service("auth")
@DependsOnService(value = "database", description = "users and signing keys")
public final class AuthService extends AbstractLifecycleService implements JwtDecoder {

	private static final SignatureAlgorithm ALGORITHM = SignatureAlgorithm.ES256;

	private static final Duration KEY_REFRESH_INTERVAL = Duration.ofMinutes(1);

	private static final String ISSUER = "lifecycle-sample-app";

	private final JWKSource<SecurityContext> keySource = (selector, context) -> selector.select(this.keys);

	private final NimbusJwtEncoder encoder = new NimbusJwtEncoder(this.keySource);

	private final NimbusJwtDecoder decoder = NimbusJwtDecoder.withJwkSource(this.keySource)
		.jwsAlgorithm(ALGORITHM)
		.build();

	private final AuthenticationManager passwords = new ProviderManager(
			new DaoAuthenticationProvider(this::loadUserByUsername));

	private final JdbcClient jdbc;

	private final Clock clock;

	private final Duration tokenValidity;

	private final Duration delay;

	private volatile JWKSet keys = new JWKSet();

	AuthService(Database database, Clock clock, SampleProperties properties) {
		this.jdbc = database.jdbc();
		this.clock = clock;
		this.tokenValidity = properties.tokenValidity();
		this.delay = properties.delays().auth();
		this.encoder.setJwkSelector((newestFirst) -> newestFirst.get(0));
		this.decoder.setJwtValidator(JwtValidators.createDefaultWithIssuer(ISSUER));
	}

	@Override
	protected void onStart() throws InterruptedException, ParseException {
		Thread.sleep(this.delay.toMillis());
		loadKeys();
		backgroundEvery("key-refresher", KEY_REFRESH_INTERVAL, this::loadKeys);
	}

	// Keys of other instances are added while this one runs.
	private void loadKeys() throws ParseException {
		List<JWK> loaded = new ArrayList<>();
		for (String key : this.jdbc.sql("select private_jwk from signing_key order by created_at desc")
			.query(String.class)
			.list()) {
			loaded.add(JWK.parse(key));
		}
		this.keys = new JWKSet(loaded);
	}

	@Override
	protected void onStop() {
		this.keys = new JWKSet();
	}

	@ReadinessCheck
	ReadinessResult keysLoaded() {
		return this.keys.isEmpty() ? ReadinessResult.notReady("There is no signing key in the database")
				: ReadinessResult.ready();
	}

	@ReadinessCheck(value = "token-round-trip", level = ValidationLevel.COMPREHENSIVE)
	boolean verifiesItsOwnTokens() {
		return "nobody".equals(decode(issueToken("nobody").getTokenValue()).getSubject());
	}

	/**
	 * Exchange a password for a token.
	 * @param username name of the user
	 * @param password the password
	 * @return a signed token
	 * @throws AuthenticationException if there is no such user or the password is wrong
	 */
	public Jwt login(String username, String password) {
		return issueToken(
				this.passwords.authenticate(UsernamePasswordAuthenticationToken.unauthenticated(username, password))
					.getName());
	}

	private Jwt issueToken(String username) {
		Instant now = this.clock.instant();
		JwtClaimsSet claims = JwtClaimsSet.builder()
			.issuer(ISSUER)
			.subject(username)
			.issuedAt(now)
			.expiresAt(now.plus(this.tokenValidity))
			.build();
		return this.encoder.encode(JwtEncoderParameters.from(JwsHeader.with(ALGORITHM).build(), claims));
	}

	private UserDetails loadUserByUsername(String username) {
		return this.jdbc.sql("select username, password_hash from chat_user where username = ?")
			.param(username)
			.query((row, index) -> User.withUsername(row.getString("username"))
				.password(row.getString("password_hash"))
				.authorities("USER")
				.build())
			.optional()
			.orElseThrow(() -> new UsernameNotFoundException("There is no user of that name"));
	}

	@Override
	public Jwt decode(String token) {
		return this.decoder.decode(token);
	}

}
