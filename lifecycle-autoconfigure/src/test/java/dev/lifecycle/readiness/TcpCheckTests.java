package dev.lifecycle.readiness;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for {@link TcpCheck}.
 */
class TcpCheckTests {

	@Test
	void checkWhenPeerListensThenReadyAndConnectionIsClosed() throws Exception {
		try (TestPeer peer = TestPeer.silent()) {
			Checks.assertReady(TcpCheck.of(peer.address()));
			assertThat(peer.left.await(20, TimeUnit.SECONDS)).isTrue();
		}
	}

	@Test
	void checkWhenOnlyOneAddressOfTheHostListensThenReady() throws Exception {
		try (TestPeer peer = TestPeer.silent()) {
			Checks.assertReady(new TcpCheck("localhost", peer.port()));
		}
	}

	@Test
	void checkWhenNobodyListensThenRefused() throws Exception {
		int port = Checks.closedPort();
		Checks.assertNotReady(new TcpCheck("127.0.0.1", port), Checks.LONG, "connection refused by 127.0.0.1:" + port);
	}

	@Test
	void checkWhenHostIsUnknownThenSaysSo() throws Exception {
		Checks.assertNotReady(TcpCheck.of("db.invalid:5432"), Checks.LONG, "unknown host db.invalid");
	}

	@Test
	void checkWhenPacketsGetLostThenTimesOut() throws Exception {
		try (FullBacklog peer = new FullBacklog()) {
			Checks.assertNotReady(TcpCheck.of(peer.address()), Checks.SHORT,
					"no connection to " + peer.address() + " within 300 ms");
		}
	}

	@Test
	void checkWhenInterruptedThenEnds() throws Exception {
		try (FullBacklog peer = new FullBacklog()) {
			assertThat(Checks.interrupt(TcpCheck.of(peer.address()), TcpCheckTests::untilConnecting))
				.isInstanceOf(InterruptedException.class);
		}
	}

	private static void untilConnecting(Thread thread) {
		Awaitility.await()
			.until(() -> Arrays.stream(thread.getStackTrace())
				.anyMatch((frame) -> frame.getMethodName().toLowerCase(Locale.ROOT).contains("poll")));
	}

	@Test
	void createOpensNoConnection() throws Exception {
		try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			server.setSoTimeout(100);
			new TcpCheck("127.0.0.1", server.getLocalPort()).create(Checks.context(Checks.LONG));
			assertThat(catchThrowable(server::accept)).isInstanceOf(SocketTimeoutException.class);
		}
	}

	@Test
	void needsNoBeans() {
		assertThat(TcpCheck.of("db:5432").needsBeans()).isFalse();
	}

	@Test
	void defaultNameIsTcp() {
		assertThat(TcpCheck.of("db:5432").defaultName()).isEqualTo("tcp");
	}

	@Test
	void ofWhenIpv6ThenWithoutBrackets() {
		assertThat(TcpCheck.of("[::1]:5432")).isEqualTo(new TcpCheck("::1", 5432)).hasToString("[::1]:5432");
	}

	@Test
	void ofWhenUnderscoreInNameThenAccepted() {
		assertThat(TcpCheck.of("my_db.internal:5432")).isEqualTo(new TcpCheck("my_db.internal", 5432));
	}

	@ParameterizedTest
	@ValueSource(strings = { "db", "db:", ":5432", "db:x", "::1:5432", "tcp://user:secret@db:5432", "db:123456", "" })
	void ofWhenNoAddressThenSaysWhatToWrite(String address) {
		assertThatIllegalArgumentException().isThrownBy(() -> TcpCheck.of(address))
			.withMessage("'tcp' must be host:port, as in db:5432 or [::1]:5432");
	}

	@ParameterizedTest
	@ValueSource(strings = { "db:0", "db:65536" })
	void ofWhenNoPortThenSaysWhatToWrite(String address) {
		assertThatIllegalArgumentException().isThrownBy(() -> TcpCheck.of(address))
			.withMessage("'tcp' must have a port between 1 and 65535, as in db:5432");
	}

}
