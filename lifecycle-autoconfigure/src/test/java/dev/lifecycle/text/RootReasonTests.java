package dev.lifecycle.text;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RootReason}, through {@link Texts#reason}.
 */
class RootReasonTests {

	@ParameterizedTest
	@ValueSource(strings = { "Connection to db:5432 refused", "Cannot connect to db:5432.", "db/10.0.0.7:5432",
			"db/<unresolved>:5432 cannot be reached" })
	void reasonWhenOnlyOuterMessageHasAddressThenAdded(String outer) {
		Throwable failure = new IOException(outer, new ConnectException("Connection refused"));
		assertThat(Texts.reason(failure)).isEqualTo("Connection refused db:5432");
	}

	@Test
	void reasonWhenOuterMessageHasUrlThenItsHostWithoutUser() {
		Throwable failure = new IOException("I/O error on GET request for \"http://user:pa55@peer/health\"",
				new SocketTimeoutException("Read timed out"));
		assertThat(Texts.reason(failure)).isEqualTo("Read timed out peer");
	}

	@Test
	void reasonWhenMessageHasAddressThenNotRepeated() {
		Throwable failure = new IOException("to db:5432", new ConnectException("connection to cache:6379 refused"));
		assertThat(Texts.reason(failure)).isEqualTo("connection to cache:6379 refused");
	}

	@Test
	void reasonWhenNoNetworkThenNoAddress() {
		Throwable failure = new IOException("to db:5432", new IllegalStateException("Out of order"));
		assertThat(Texts.reason(failure)).isEqualTo("Out of order");
	}

	@Test
	void reasonWhenChannelClosedBecauseOfRefusalThenRefusal() {
		Throwable failure = new ConnectException();
		failure.initCause(new ClosedChannelException());
		assertThat(Texts.reason(failure)).isEqualTo("Connection refused");
	}

	@Test
	void reasonWhenTypeSaysMoreThanMessageThenWithType() {
		assertThat(Texts.reason(new UnknownHostException("db: Name or service not known")))
			.isEqualTo("UnknownHostException: db: Name or service not known");
		assertThat(Texts.reason(new OutOfMemoryError("Java heap space")))
			.isEqualTo("OutOfMemoryError: Java heap space");
		assertThat(Texts.reason(new NoClassDefFoundError("com/example/Driver")))
			.isEqualTo("NoClassDefFoundError: com/example/Driver");
		assertThat(Texts.reason(new EOFException())).isEqualTo("EOFException");
	}

	@Test
	void reasonWhenAnonymousThenItsSuperclass() {
		assertThat(Texts.reason(new IllegalStateException() {
		})).isEqualTo("IllegalStateException");
	}

}
