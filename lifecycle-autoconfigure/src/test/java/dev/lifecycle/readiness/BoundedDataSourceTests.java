package dev.lifecycle.readiness;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

import javax.sql.DataSource;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mockito.InOrder;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

/**
 * Tests for {@link BoundedDataSource}. What H2 does not do, a mock does.
 */
class BoundedDataSourceTests {

	private final Connection connection = mock();

	private final DataSource dataSource = new BoundedDataSource(new SingleConnectionDataSource(this.connection, false),
			Duration.ofSeconds(2));

	@BeforeEach
	void nameDatabase() throws SQLException {
		DatabaseMetaData metaData = mock();
		given(metaData.getURL()).willReturn("jdbc:test:db");
		given(this.connection.getMetaData()).willReturn(metaData);
	}

	@Test
	void closeRestoresTimeoutFirst() throws SQLException {
		given(this.connection.getNetworkTimeout()).willReturn(7000);
		Connection bounded = this.dataSource.getConnection();
		InOrder order = inOrder(this.connection);
		order.verify(this.connection).setNetworkTimeout(any(Executor.class), eq(2000));
		bounded.close();
		order.verify(this.connection).setNetworkTimeout(any(Executor.class), eq(7000));
		order.verify(this.connection).close();
	}

	@Test
	void closeWhenConnectionIsBrokenThenAbortsIt() throws SQLException {
		Connection bounded = this.dataSource.getConnection();
		willThrow(new SQLException("broken")).given(this.connection).setNetworkTimeout(any(), anyInt());
		bounded.close();
		verify(this.connection).abort(any());
	}

	static Stream<Throwable> unsupported() {
		return Stream.of(new SQLFeatureNotSupportedException(), new UnsupportedOperationException(),
				new AbstractMethodError());
	}

	@ParameterizedTest
	@MethodSource("unsupported")
	void getConnectionWhenDriverHasNoTimeoutsThenDoesWithout(Throwable failure) throws SQLException {
		willThrow(failure).given(this.connection).getNetworkTimeout();
		assertThat(this.dataSource.getConnection()).isSameAs(this.connection);
	}

	@ParameterizedTest
	@MethodSource("unsupported")
	void getConnectionWhenDriverSetsNoTimeoutsThenDoesWithout(Throwable failure) throws SQLException {
		willThrow(failure).given(this.connection).setNetworkTimeout(any(), anyInt());
		assertThat(this.dataSource.getConnection()).isSameAs(this.connection);
	}

	@Test
	void getConnectionWhenTimeoutCannotBeSetThenClosesAndFails() throws SQLException {
		willThrow(new SQLException("broken")).given(this.connection).setNetworkTimeout(any(), anyInt());
		assertThatExceptionOfType(SQLException.class).isThrownBy(this.dataSource::getConnection).withMessage("broken");
		verify(this.connection).close();
	}

	@Test
	void getConnectionWhenDriverIsBrokenThenClosesAndFails() throws SQLException {
		IllegalStateException failure = new IllegalStateException("broken");
		willThrow(failure).given(this.connection).getMetaData();
		willThrow(new SQLException("still broken")).given(this.connection).close();
		assertThatIllegalStateException().isThrownBy(this.dataSource::getConnection)
			.satisfies((ex) -> assertThat(ex).isSameAs(failure))
			.satisfies((ex) -> assertThat(ex.getSuppressed()).hasSize(1));
		verify(this.connection).close();
	}

	@Test
	void closeWhenTimeoutCannotBeRestoredForOtherReasonsThenAbortsAndCloses() throws SQLException {
		Connection bounded = this.dataSource.getConnection();
		willThrow(new IllegalStateException("broken")).given(this.connection).setNetworkTimeout(any(), anyInt());
		bounded.close();
		verify(this.connection).abort(any());
		verify(this.connection).close();
	}

	@Test
	void connectionThrowsWhatTheRealOneThrows() throws SQLException {
		willThrow(new SQLException("no")).given(this.connection).commit();
		Connection bounded = this.dataSource.getConnection();
		assertThatExceptionOfType(SQLException.class).isThrownBy(bounded::commit).withMessage("no");
	}

}
