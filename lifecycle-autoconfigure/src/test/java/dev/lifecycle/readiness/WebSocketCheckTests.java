package dev.lifecycle.readiness;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.lifecycle.ReadinessResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link WebSocketCheck}.
 */
class WebSocketCheckTests {

	private final List<String> received = new CopyOnWriteArrayList<>();

	@Test
	void checkWhenHandshakeSucceedsThenReadyAndClosesNormally() throws Exception {
		try (TestPeer peer = peer(this::answerClose)) {
			Checks.assertReady(check(peer, null, null));
			assertThat(peer.left.await(20, TimeUnit.SECONDS)).isTrue();
			assertThat(this.received).containsExactly("close 1000");
		}
	}

	@Test
	void checkWhenClosedWithoutStatusThenReady() throws Exception {
		try (TestPeer peer = new TestPeer((socket) -> {
			new WebSocketPeer(socket).read();
			socket.getOutputStream().write(new byte[] { (byte) 0x88, 0 });
		})) {
			Checks.assertReady(check(peer, null, null));
		}
	}

	@Test
	void checkWhenClosingIsNotAnsweredThenReadyAndCut() throws Exception {
		try (TestPeer peer = peer((socket) -> {
		})) {
			Checks.assertReady(check(peer, null, null));
			assertThat(peer.left.await(20, TimeUnit.SECONDS)).isTrue();
		}
	}

	@Test
	void checkWhenAcceptedAndClosedAtOnceThenSaysWithWhat() throws Exception {
		try (TestPeer peer = peer((socket) -> socket.close(1011, "Service startup incomplete"))) {
			assertNotReady(check(peer, null, null),
					url(peer) + " closed the connection with 1011 'Service startup incomplete'");
		}
	}

	@Test
	void checkWhenClosedWithSecretThenMasked() throws Exception {
		try (TestPeer peer = peer((socket) -> socket.close(1008, "token=s3cret is wrong"))) {
			assertNotReady(check(peer, null, null),
					url(peer) + " closed the connection with 1008 'token=****** is wrong'");
		}
	}

	@Test
	void checkWhenConnectionIsCutAfterHandshakeThenSaysSo() throws Exception {
		try (TestPeer peer = new TestPeer((socket) -> {
			WebSocketPeer handshake = new WebSocketPeer(socket);
			assertThat(handshake.headers).isNotEmpty();
			socket.close();
		})) {
			assertThat(Checks.call(check(peer, "ping", "pong"), Checks.LONG).reason())
				.isIn(url(peer) + " closed the connection with 1006", "connection closed by " + peer.address());
		}
	}

	@Test
	void checkWhenAnswerIsExpectedThenReady() throws Exception {
		try (TestPeer peer = peer(this::echo)) {
			Checks.assertReady(check(peer, "ping", "ping"));
			assertThat(peer.left.await(20, TimeUnit.SECONDS)).isTrue();
			assertThat(this.received).containsExactly("ping", "close 1000");
		}
	}

	@Test
	void checkWhenGreetedBeforeTheAnswerThenReady() throws Exception {
		try (TestPeer peer = peer((socket) -> {
			socket.text("welcome");
			echo(socket);
		})) {
			Checks.assertReady(check(peer, "ping", "ping"));
		}
	}

	@Test
	void checkWhenAnyAnswerWillDoThenReady() throws Exception {
		try (TestPeer peer = peer(this::echo)) {
			Checks.assertReady(check(peer, "ping", null));
		}
	}

	@Test
	void checkWhenOnlyGreetingIsExpectedThenReady() throws Exception {
		try (TestPeer peer = peer((socket) -> {
			socket.text("welcome");
			answerClose(socket);
		})) {
			Checks.assertReady(check(peer, null, "welcome"));
		}
	}

	@Test
	void checkWhenAnswerIsAnotherThenSaysBoth() throws Exception {
		try (TestPeer peer = peer(this::echo)) {
			Checks.assertNotReady(check(peer, "ping", "pong"), Checks.SHORT,
					url(peer) + " did not send 'pong' within 300 ms, but 'ping'");
		}
	}

	@Test
	void checkWhenThereIsNoAnswerThenSaysSo() throws Exception {
		try (TestPeer peer = peer((socket) -> {
		})) {
			Checks.assertNotReady(check(peer, "ping", null), Checks.SHORT,
					url(peer) + " did not send a message within 300 ms");
			assertThat(peer.left.await(20, TimeUnit.SECONDS)).isTrue();
		}
	}

	@Test
	void checkWhenMessageNeverEndsThenSaysSo() throws Exception {
		try (TestPeer peer = peer((socket) -> socket.drip(2000))) {
			Checks.assertNotReady(check(peer, null, "pong"), Checks.SHORT,
					url(peer) + " did not send 'pong' within 300 ms");
			assertThat(peer.left.await(20, TimeUnit.SECONDS)).isTrue();
		}
	}

	@Test
	void checkWhenClosedInsteadOfAnswerThenSaysWithWhat() throws Exception {
		try (TestPeer peer = peer((socket) -> {
			socket.read();
			socket.close(1013, "");
		})) {
			assertNotReady(check(peer, "ping", "pong"), url(peer) + " closed the connection with 1013");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "401 Unauthorized", "302 Found\r\nLocation: http://user:s3cret@other/", "200 OK" })
	void checkWhenHandshakeIsRefusedThenSaysStatus(String status) throws Exception {
		try (TestPeer peer = new TestPeer((socket) -> socket.getOutputStream()
			.write(("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n").getBytes(StandardCharsets.US_ASCII)))) {
			assertNotReady(check(peer, null, null),
					"handshake refused by " + url(peer) + ": status " + status.substring(0, 3));
		}
	}

	@Test
	void checkWhenNobodyListensThenRefused() throws Exception {
		int port = Checks.closedPort();
		assertNotReady(new WebSocketCheck(URI.create("ws://127.0.0.1:" + port + "/ws"), null, null),
				"connection refused by 127.0.0.1:" + port);
	}

	@Test
	void checkWhenHostIsUnknownThenSaysSo() throws Exception {
		assertNotReady(new WebSocketCheck(URI.create("ws://chat.invalid/ws"), null, null), "unknown host chat.invalid");
	}

	@Test
	void checkWhenPacketsGetLostThenTimesOut() throws Exception {
		try (FullBacklog peer = new FullBacklog()) {
			Checks.assertNotReady(new WebSocketCheck(URI.create("ws://" + peer.address() + "/ws"), null, null),
					Checks.SHORT, "no connection to " + peer.address() + " within 300 ms");
		}
	}

	@Test
	void checkWhenPeerIsSilentThenTimesOutAndConnectionIsClosed() throws Exception {
		try (TestPeer peer = TestPeer.silent()) {
			Checks.assertNotReady(check(peer, null, null), Checks.SHORT,
					"no answer from " + url(peer) + " within 300 ms");
			assertThat(peer.left.await(20, TimeUnit.SECONDS)).isTrue();
		}
	}

	@Test
	void checkWhenHandshakeDripsThenTimesOutAndConnectionIsClosed() throws Exception {
		try (TestPeer peer = TestPeer.dripping("HTTP/1.1 101 Switching Protocols\r\nX: ")) {
			Checks.assertNotReady(check(peer, null, null), Checks.SHORT,
					"no answer from " + url(peer) + " within 300 ms");
			assertThat(peer.left.await(20, TimeUnit.SECONDS)).isTrue();
		}
	}

	@Test
	void checkWhenInterruptedInHandshakeThenEnds() throws Exception {
		try (TestPeer peer = TestPeer.silent()) {
			assertThat(Checks.interrupt(check(peer, null, null), (thread) -> peer.accepted.await()))
				.isInstanceOf(InterruptedException.class);
		}
	}

	@Test
	void checkWhenInterruptedInConversationThenEndsAndConnectionIsClosed() throws Exception {
		try (TestPeer peer = peer((socket) -> {
		})) {
			assertThat(Checks.interrupt(check(peer, "ping", "pong"), (thread) -> peer.accepted.await()))
				.isInstanceOf(InterruptedException.class);
			assertThat(peer.left.await(20, TimeUnit.SECONDS)).isTrue();
		}
	}

	@Test
	void checkSendsCredentialsAndShowsNone() throws Exception {
		List<@Nullable String> authorizations = new CopyOnWriteArrayList<>();
		try (TestPeer peer = new TestPeer((socket) -> {
			WebSocketPeer handshake = new WebSocketPeer(socket);
			authorizations.add(handshake.headers.get("authorization"));
			handshake.close(1008, "");
		})) {
			URI url = URI.create("ws://user:s3cret@" + peer.address() + "/ws?token=s3cret#s3cret");
			WebSocketCheck check = new WebSocketCheck(url, "s3cret", null);
			assertNotReady(check, url(peer) + " closed the connection with 1008");
			assertThat(authorizations).containsExactly("Basic dXNlcjpzM2NyZXQ=");
			assertThat(check).asString().contains(url(peer)).doesNotContain("s3cret");
		}
	}

	@Test
	void checkWhenCalledAgainThenReady() throws Exception {
		try (TestPeer peer = peer(this::echo);
				WebSocketProbe probe = (WebSocketProbe) check(peer, "ping", "ping")
					.create(Checks.context(Checks.LONG))) {
			for (int i = 0; i < 3; i++) {
				assertThat(probe.check()).isEqualTo(ReadinessResult.ready());
			}
		}
	}

	@Test
	void needsNoBeansAndIsNamedWebsocket() {
		WebSocketCheck check = new WebSocketCheck(URI.create("ws://chat:8080/ws"), null, null);
		assertThat(check.needsBeans()).isFalse();
		assertThat(check.defaultName()).isEqualTo("websocket");
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://chat/ws", "chat:8080", "/ws", "ws://chat_api/ws" })
	void newWhenNoUrlThenSaysWhatToWrite(URI uri) {
		assertThatIllegalArgumentException().isThrownBy(() -> new WebSocketCheck(uri, null, null))
			.withMessage("'websocket' must be a URL with a host of letters, digits, '-' and '.', such as "
					+ "ws://host:8080/path");
	}

	private void answerClose(WebSocketPeer socket) throws IOException {
		this.received.add(socket.read());
		socket.close(1000, "");
	}

	private void echo(WebSocketPeer socket) throws IOException {
		String message = socket.read();
		this.received.add(message);
		socket.text(message);
		answerClose(socket);
	}

	private static TestPeer peer(Conversation conversation) throws IOException {
		return new TestPeer((Socket socket) -> conversation.with(new WebSocketPeer(socket)));
	}

	private static String url(TestPeer peer) {
		return "ws://" + peer.address() + "/ws";
	}

	private static WebSocketCheck check(TestPeer peer, @Nullable String send, @Nullable String expect) {
		return new WebSocketCheck(URI.create(url(peer)), send, expect);
	}

	private static void assertNotReady(ProbeFactory check, String reason) throws Exception {
		Checks.assertNotReady(check, Checks.LONG, reason);
	}

	private interface Conversation {

		void with(WebSocketPeer socket) throws IOException;

	}

}
