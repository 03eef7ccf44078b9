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
import static org.junit.jupiter.params.provider.Arguments.arguments;

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
		return Stream.of(arguments(new CertificateExpiredException("NotAfter"), "certificate expired"),
				arguments(new CertificateNotYetValidException("NotBefore"), "certificate not yet valid"),
				arguments(new CertPathValidatorException("no anchor"), "certificate not trusted"),
				arguments(new SSLHandshakeException("PKIX path building failed"), "certificate not trusted"),
				arguments(new SSLHandshakeException("No name matching db found"), "certificate of another host"),
				arguments(new SSLHandshakeException("handshake_failure"), "tls"),
				arguments(new UnknownHostException("db"), "unknown host"),
				arguments(new NoRouteToHostException("No route to host"), "no route"),
				arguments(new SocketException("Network is unreachable"), "no route"),
				arguments(new PortInUseException(8080), "port in use"),
				arguments(new BindException("Address already in use"), "port in use"),
				arguments(new ConnectException("Connection refused"), "connection refused"),
				arguments(new ConnectException(), "connection refused"),
				arguments(new SQLException("no", "28P01"), "authentication failed"),
				arguments(new IOException("WRONGPASS invalid username-password pair"), "authentication failed"),
				arguments(new SQLException("permission denied", "42501"), "access denied"),
				arguments(new SQLException("no", "3D000"), "unknown database"),
				arguments(new SQLException("sorry, too many clients already", "53300"), "too many connections"),
				arguments(new SQLException(
						"HikariPool-1 - Connection is not available, request timed out after 250ms (total=2, active=2, idle=0, waiting=0)"),
						"pool exhausted"),
				arguments(new SQLException("no", "42P01"), "missing table"),
				arguments(new IOException("OOM command not allowed when used memory > 'maxmemory'."),
						"memory of redis"),
				arguments(
						new IllegalArgumentException("Could not resolve placeholder 'app.url' in value \"${app.url}\""),
						"missing property"),
				arguments(new IllegalStateException("Required key 'app.url' not found"), "missing property"),
				arguments(new SocketTimeoutException("Read timed out"), "no answer"),
				arguments(new SQLTimeoutException("no"), "no answer"),
				arguments(new SQLException("canceling statement", "57014"), "no answer"),
				arguments(new SocketException("Connection reset"), "connection closed"),
				arguments(new OutOfMemoryError("unable to create native thread"), "out of threads"),
				arguments(new OutOfMemoryError("Java heap space"), "out of memory"),
				arguments(new StackOverflowError(), "stack overflow"),
				arguments(new NoClassDefFoundError("com/example/Driver"), "missing class"),
				arguments(new UnsupportedClassVersionError("com/example/Driver"), "missing class"),
				arguments(new ReadOnlyFileSystemException(), "read only file system"),
				arguments(new IOException("No space left on device"), "disk full"),
				arguments(new AccessDeniedException("data"), "file access denied"),
				arguments(new FileNotFoundException("data (Permission denied)"), "file access denied"),
				arguments(new NoSuchFileException("data"), "missing file"),
				arguments(new FileNotFoundException("data (No such file or directory)"), "missing file"));
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
