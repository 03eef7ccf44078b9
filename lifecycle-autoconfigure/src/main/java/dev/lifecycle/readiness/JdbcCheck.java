package dev.lifecycle.readiness;

import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.util.Assert;

import dev.lifecycle.ReadinessProbe;
import dev.lifecycle.text.Texts;

/**
 * A check that asks a database.
 *
 * @param query the statement
 * @param expect what the first column of the first row must be, as text; {@code null} if
 * any answer will do
 * @param using the name of the {@link DataSource} bean; {@code null} for that of the
 * service, or the only or primary one
 * @param url the JDBC URL to connect to instead of using a bean
 * @param username the user for the URL
 * @param password the password for the URL
 * @since 0.1.0
 */
public record JdbcCheck(String query, @Nullable String expect, @Nullable String using, @Nullable String url,
		@Nullable String username, @Nullable String password) implements ProbeFactory {

	public JdbcCheck {
		Assert.hasText(query, "'jdbc' must be a query");
		Assert.isTrue(using == null || url == null, "'using' and 'url' of a jdbc check exclude each other");
		Assert.isTrue(url != null || (username == null && password == null),
				"'username' and 'password' of a jdbc check need its 'url'");
		Assert.isTrue(url == null || url.startsWith("jdbc:"), "'url' of a jdbc check must start with 'jdbc:'");
	}

	@Override
	public String defaultName() {
		return "jdbc";
	}

	@Override
	public boolean needsBeans() {
		return this.url == null;
	}

	@Override
	public boolean keepsTimeLimit() {
		return true;
	}

	@Override
	public ReadinessProbe create(ProbeContext context) {
		context.requireClass("org.springframework.jdbc.core.simple.JdbcClient",
				"org.springframework.boot:spring-boot-starter-jdbc");
		return Jdbc.probe(this, context);
	}

	@Override
	public String toString() {
		return "JdbcCheck[query=%s, expect=%s, using=%s, url=%s, username=%s]".formatted(Texts.mask(this.query),
				this.expect, this.using, (this.url != null) ? Texts.mask(this.url) : null, this.username);
	}

	/**
	 * Only loaded if Spring JDBC is there.
	 */
	private static final class Jdbc {

		static ReadinessProbe probe(JdbcCheck check, ProbeContext context) {
			DataSource dataSource = (check.url != null) ? byUrl(check, check.url, context)
					: context.bean(DataSource.class, check.using);
			return new JdbcProbe(check, new DatabaseAccess(dataSource, context.timeout()), context.timeout());
		}

		private static DataSource byUrl(JdbcCheck check, String url, ProbeContext context) {
			Properties properties = DriverTimeouts.of(url, context.timeout());
			if (check.username != null) {
				properties.setProperty("user", check.username);
			}
			if (check.password != null) {
				properties.setProperty("password", check.password);
			}
			return new SimpleDriverDataSource(driver(url, context), url, properties);
		}

		private static Driver driver(String url, ProbeContext context) {
			try {
				return DriverManager.getDriver(url);
			}
			catch (SQLException ex) {
				throw context.failure("a JDBC driver for " + DatabaseAddress.describe(url) + ", and there is none",
						"Correct the URL, or add its driver to the application.");
			}
		}

	}

}
