package dev.lifecycle.readiness;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.util.ClassUtils;

/**
 * Gives out connections that wait for the server only for a limited time. Drivers that
 * cannot do that keep their own limits.
 */
final class BoundedDataSource extends DelegatingDataSource {

	private static final boolean HIKARI = ClassUtils.isPresent("com.zaxxer.hikari.HikariDataSource",
			BoundedDataSource.class.getClassLoader());

	private final DataSource dataSource;

	private final Duration timeout;

	private final int networkTimeout;

	private volatile @Nullable String url;

	BoundedDataSource(DataSource dataSource, Duration timeout) {
		super(dataSource);
		this.dataSource = dataSource;
		this.timeout = timeout;
		this.networkTimeout = Math.toIntExact(Math.max(1, timeout.toMillis()));
	}

	@Override
	public Connection getConnection() throws SQLException {
		return bound(HIKARI ? HikariPools.connection(this.dataSource, this.timeout) : super.getConnection());
	}

	@Override
	public Connection getConnection(String username, String password) throws SQLException {
		return bound(super.getConnection(username, password));
	}

	/**
	 * Return where connections lead to.
	 * @return the JDBC URL; {@code null} until the first connection
	 */
	@Nullable String url() {
		return this.url;
	}

	private Connection bound(Connection connection) throws SQLException {
		try {
			if (this.url == null) {
				this.url = connection.getMetaData().getURL();
			}
			int previous = connection.getNetworkTimeout();
			connection.setNetworkTimeout(Runnable::run, this.networkTimeout);
			return (Connection) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Connection.class },
					new RestoringHandler(connection, previous));
		}
		catch (SQLFeatureNotSupportedException | UnsupportedOperationException | AbstractMethodError ex) {
			return connection;
		}
		catch (Throwable ex) {
			close(connection, ex);
			throw ex;
		}
	}

	private static void close(Connection connection, Throwable failure) {
		try {
			connection.close();
		}
		catch (SQLException | RuntimeException ex) {
			failure.addSuppressed(ex);
		}
	}

	private record RestoringHandler(Connection connection, int networkTimeout) implements InvocationHandler {

		@Override
		public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] args) throws Throwable {
			try {
				if ("close".equals(method.getName()) && !this.connection.isClosed()) {
					restore();
				}
				return method.invoke(this.connection, args);
			}
			catch (InvocationTargetException ex) {
				throw ex.getTargetException();
			}
		}

		// What cannot be restored is broken, and a pool finds that out itself.
		private void restore() throws SQLException {
			try {
				this.connection.setNetworkTimeout(Runnable::run, this.networkTimeout);
			}
			catch (SQLException | RuntimeException ex) {
				this.connection.abort(Runnable::run);
			}
		}

	}

}
