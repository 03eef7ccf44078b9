package dev.lifecycle.readiness;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

import dev.lifecycle.ReadinessProbe;

/**
 * A check that a connection pool of HikariCP is filled.
 *
 * @param connections how many connections must be up, idle or in use; {@code null} for as
 * many as the pool's {@code minimumIdle} says
 * @param using the name of the {@link DataSource} bean; {@code null} for that of the
 * service, or the only or primary one
 * @since 0.1.0
 */
public record PoolCheck(@Nullable Integer connections, @Nullable String using) implements ProbeFactory {

	public PoolCheck {
		Assert.isTrue(connections == null || connections > 0, "'pool' must be 'hikari' or a number greater than 0");
	}

	@Override
	public String defaultName() {
		return "pool";
	}

	@Override
	public ReadinessProbe create(ProbeContext context) {
		context.requireClass("com.zaxxer.hikari.HikariDataSource", "com.zaxxer:HikariCP");
		context.requireClass("org.springframework.jdbc.datasource.DelegatingDataSource",
				"org.springframework.boot:spring-boot-starter-jdbc");
		return PoolProbe.create(context.bean(DataSource.class, this.using), this.connections, context);
	}

}
