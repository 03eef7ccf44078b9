package dev.lifecycle.engine;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.ReadOnlyFileSystemException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.stream.Stream;

import javax.net.ssl.SSLHandshakeException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.web.server.PortInUseException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link KnownCause}.
 */
class KnownCauseTests {

	@ParameterizedTest
	@MethodSource("failures")
	void ofWhenExceptionIsKnownThenItsCause(Throwable failure, String cause) {
		assertThat(KnownCause.of(failure)).map(KnownCause::name).contains(cause);
	}

	@ParameterizedTest
	@MethodSource("failures")
	void ofWhenWrappedThenSameCause(Throwable failure, String cause) {
		Throwable wrapped = new IllegalStateException("Cannot start", new RuntimeException(failure));
		assertThat(KnownCause.of(wrapped)).map(KnownCause::name).contains(cause);
	}

	static Stream<Arguments> failures() {
		return Stream.of(Arguments.of(new CertificateExpiredException("NotAfter"), "certificate expired"),
				Arguments.of(new CertificateNotYetValidException("NotBefore"), "certificate not yet valid"),
				Arguments.of(new CertPathValidatorException("no anchor"), "certificate not trusted"),
				Arguments.of(new SSLHandshakeException("PKIX path building failed"), "certificate not trusted"),
				Arguments.of(new SSLHandshakeException("No name matching db found"), "certificate of another host"),
				Arguments.of(new SSLHandshakeException("handshake_failure"), "tls"),
				Arguments.of(new UnknownHostException("db"), "unknown host"),
				Arguments.of(new NoRouteToHostException("No route to host"), "no route"),
				Arguments.of(new SocketException("Network is unreachable"), "no route"),
				Arguments.of(new PortInUseException(8080), "port in use"),
				Arguments.of(new BindException("Address already in use"), "port in use"),
				Arguments.of(new ConnectException("Connection refused"), "connection refused"),
				Arguments.of(new ConnectException(), "connection refused"),
				Arguments.of(new SQLException("no", "28P01"), "authentication failed"),
				Arguments.of(new IOException("WRONGPASS invalid username-password pair"), "authentication failed"),
				Arguments.of(new SQLException("permission denied", "42501"), "access denied"),
				Arguments.of(new SQLException("no", "3D000"), "unknown database"),
				Arguments.of(new SQLException("sorry, too many clients already", "53300"), "too many connections"),
				Arguments.of(new SQLException(
						"HikariPool-1 - Connection is not available, request timed out after 250ms (total=2, active=2, idle=0, waiting=0)"),
						"pool exhausted"),
				Arguments.of(new SQLException("no", "42P01"), "missing table"),
				Arguments.of(new IOException("OOM command not allowed when used memory > 'maxmemory'."),
						"memory of redis"),
				Arguments.of(
						new IllegalArgumentException("Could not resolve placeholder 'app.url' in value \"${app.url}\""),
						"missing property"),
				Arguments.of(new IllegalStateException("Required key 'app.url' not found"), "missing property"),
				Arguments.of(new SocketTimeoutException("Read timed out"), "no answer"),
				Arguments.of(new SQLTimeoutException("no"), "no answer"),
				Arguments.of(new SQLException("canceling statement", "57014"), "no answer"),
				Arguments.of(new SocketException("Connection reset"), "connection closed"),
				Arguments.of(new OutOfMemoryError("unable to create native thread"), "out of threads"),
				Arguments.of(new OutOfMemoryError("Java heap space"), "out of memory"),
				Arguments.of(new StackOverflowError(), "stack overflow"),
				Arguments.of(new NoClassDefFoundError("com/example/Driver"), "missing class"),
				Arguments.of(new UnsupportedClassVersionError("com/example/Driver"), "missing class"),
				Arguments.of(new ReadOnlyFileSystemException(), "read only file system"),
				Arguments.of(new IOException("No space left on device"), "disk full"),
				Arguments.of(new AccessDeniedException("data"), "file access denied"),
				Arguments.of(new FileNotFoundException("data (Permission denied)"), "file access denied"),
				Arguments.of(new NoSuchFileException("data"), "missing file"),
				Arguments.of(new FileNotFoundException("data (No such file or directory)"), "missing file"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "the certificate of db:5432 has expired | certificate expired",
			"the certificate of db:5432 is not trusted | certificate not trusted",
			"database 'orders' at db:5432 does not exist | unknown database",
			"connection to db:5432 refused | connection refused",
			"http://peer/health answered 302 to http://peer/login | redirect",
			"http://peer/health answered 401 | authentication failed",
			"http://peer/health answered 403 | access denied", "http://peer/health answered 503 | http status",
			"wrong answer from ws://peer | wrong answer", "no answer from db:5432 within 5.0 s | no answer",
			"connection closed by db:5432 | connection closed", "migration '2' of flyway has failed | migration failed",
			"migration '3' of flyway is pending | migration pending" })
	void ofWhenSentenceOfCheckThenItsCause(String sentence, String cause) {
		assertThat(KnownCause.of(new IllegalStateException(sentence))).map(KnownCause::name).contains(cause);
	}

	@Test
	void ofWhenSeveralFitThenTheOneThatComesFirst() {
		Throwable refused = new IOException("no answer within 2.0 s", new ConnectException("Connection refused"));
		assertThat(KnownCause.of(refused)).map(KnownCause::name).contains("connection refused");
	}

	@Test
	void ofWhenNothingFitsThenEmpty() {
		assertThat(KnownCause.of(new IllegalStateException("The licence has been withdrawn"))).isEmpty();
		assertThat(KnownCause.of(new ClosedChannelException())).isEmpty();
		assertThat(KnownCause.of(new SQLException("no state"))).isEmpty();
	}

	@Test
	void adviceIsOneSentence() {
		assertThat(failures().map((arguments) -> (Throwable) arguments.get()[0]).map(KnownCause::of))
			.allSatisfy((cause) -> assertThat(cause.orElseThrow().advice()).matches("[A-Z][^\n]+[^.]\\."));
	}

}
