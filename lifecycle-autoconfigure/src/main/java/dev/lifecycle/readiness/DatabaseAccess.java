package dev.lifecycle.readiness;

import java.time.Duration;
import java.util.concurrent.Callable;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.AbstractDriverBasedDataSource;
import org.springframework.util.ClassUtils;

import dev.lifecycle.ReadinessResult;

/**
 * A database as checks use it: for a limited time, and with words for what goes wrong.
 */
final class DatabaseAccess {

	private static final boolean HIKARI = ClassUtils.isPresent("com.zaxxer.hikari.HikariDataSource",
			DatabaseAccess.class.getClassLoader());

	private final DataSource dataSource;

	private final Duration timeout;

	private final BoundedDataSource boundedDataSource;

	private volatile @Nullable String remote;

	DatabaseAccess(DataSource dataSource, Duration timeout) {
		this.dataSource = dataSource;
		this.timeout = timeout;
		this.boundedDataSource = new BoundedDataSource(dataSource, timeout);
	}

	DataSource dataSource() {
		return this.boundedDataSource;
	}

	/**
	 * Run a check.
	 * @param check what to do with the database
	 * @return its result, or what went wrong with the database
	 * @throws Exception what else went wrong
	 */
	ReadinessResult check(Callable<ReadinessResult> check) throws Exception {
		long start = System.nanoTime();
		this.remote = address();
		try {
			return check.call();
		}
		catch (Exception ex) {
			if (!DatabaseFailures.isSql(ex)) {
				throw ex;
			}
			return ReadinessResult.notReady(describe(ex, System.nanoTime() - start >= this.timeout.toNanos()));
		}
	}

	private String describe(Exception failure, boolean late) {
		String exhaustion = HIKARI ? HikariPools.describeExhaustion(this.dataSource, failure) : null;
		return (exhaustion != null) ? exhaustion : DatabaseFailures.describe(failure, address(), this.timeout, late);
	}

	String address() {
		return DatabaseAddress.describe(url());
	}

	/**
	 * Return words for the database that is asked, without asking anybody for them.
	 * @return the words; {@code null} before the first check
	 */
	@Nullable String remote() {
		return this.remote;
	}

	private @Nullable String url() {
		String url = configuredUrl();
		return (url != null) ? url : this.boundedDataSource.url();
	}

	private @Nullable String configuredUrl() {
		if (this.dataSource instanceof AbstractDriverBasedDataSource driverBased) {
			return driverBased.getUrl();
		}
		return HIKARI ? HikariPools.url(this.dataSource) : null;
	}

}
