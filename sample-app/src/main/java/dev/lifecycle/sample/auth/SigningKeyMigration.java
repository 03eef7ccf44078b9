package dev.lifecycle.sample.auth;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.UUID;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Generates the first signing key, so that every database has its own and none is in the
 * source code. Flyway's lock makes it one key, however many instances start at once. A
 * real system would encrypt the private part with a key from outside of the database.
 */
@Component
final class SigningKeyMigration implements JavaMigration {

	private final Clock clock;

	SigningKeyMigration(Clock clock) {
		this.clock = clock;
	}

	@Override
	public MigrationVersion getVersion() {
		return MigrationVersion.fromVersion("3");
	}

	@Override
	public String getDescription() {
		return "signing key";
	}

	@Override
	public @Nullable Integer getChecksum() {
		return null;
	}

	@Override
	public boolean canExecuteInTransaction() {
		return true;
	}

	@Override
	public void migrate(Context context) throws JOSEException, SQLException {
		ECKey key = new ECKeyGenerator(Curve.P_256).keyID(UUID.randomUUID().toString())
			.keyUse(KeyUse.SIGNATURE)
			.generate();
		try (PreparedStatement insert = context.getConnection()
			.prepareStatement("insert into signing_key (key_id, private_jwk, created_at) values (?, ?, ?)")) {
			insert.setString(1, key.getKeyID());
			insert.setString(2, key.toJSONString());
			insert.setObject(3, OffsetDateTime.now(this.clock));
			insert.executeUpdate();
		}
	}

}
