package dev.lifecycle.readiness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

import javax.net.ssl.SSLContext;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HttpCheck} and {@link WebSocketCheck} with TLS.
 */
class TlsTests {

	private static @Nullable SSLContext jvm;

	private static @Nullable Certificates certificates;

	private @Nullable HttpsServer server;

	@BeforeAll
	static void trust(@TempDir Path directory) throws Exception {
		jvm = SSLContext.getDefault();
		certificates = new Certificates(directory);
		SSLContext.setDefault(certificates.client());
	}

	@AfterAll
	static void restore() {
		SSLContext.setDefault(jvm);
	}

	@AfterEach
	void stop() {
		if (this.server != null) {
			this.server.stop(0);
		}
	}

	@Test
	void checkWhenCertificateIsTrustedThenReady() throws Exception {
		String address = start("right", "ip:127.0.0.1", "-1d");
		Checks.assertReady(http(address));
	}

	@Test
	void checkWhenCertificateHasExpiredThenSaysSo() throws Exception {
		String address = start("expired", "ip:127.0.0.1", "-20d");
		assertNotReady(http(address), "the certificate of " + address + " has expired");
		assertNotReady(webSocket(address), "the certificate of " + address + " has expired");
	}

	@Test
	void checkWhenCertificateIsNotValidYetThenSaysSo() throws Exception {
		String address = start("early", "ip:127.0.0.1", "+5d");
		assertNotReady(http(address), "the certificate of " + address + " is not valid yet");
	}

	@Test
	void checkWhenCertificateIsForAnotherHostThenSaysSo() throws Exception {
		String address = start("other", "dns:other.example", "-1d");
		assertNotReady(http(address), "the certificate of " + address + " is for another host");
		assertNotReady(webSocket(address), "the certificate of " + address + " is for another host");
	}

	@Test
	void checkWhenCertificateIsForAnotherAddressThenSaysSo() throws Exception {
		String address = start("address", "ip:127.0.0.2", "-1d");
		assertNotReady(http(address), "the certificate of " + address + " is for another host");
	}

	@Test
	void checkWhenCertificateIsForAnotherNameThenSaysSo() throws Exception {
		String port = start("name", "dns:other.example", "-1d").substring("127.0.0.1".length());
		assertNotReady(http("localhost" + port), "the certificate of localhost" + port + " is for another host");
	}

	@Test
	void checkWhenCertificateIsForClientsThenSaysWhatTheJvmSays() throws Exception {
		String address = start(
				Objects.requireNonNull(certificates).server("client", "ip:127.0.0.1", "-1d", "clientAuth"));
		assertThat(Checks.call(http(address), Checks.LONG).reason()).startsWith("TLS with " + address + " failed: ")
			.contains("key usage");
	}

	@Test
	void checkWhenAuthorityIsUnknownThenNotTrusted(@TempDir Path directory) throws Exception {
		String address = start(new Certificates(directory).server("stranger", "ip:127.0.0.1", "-1d"));
		assertNotReady(http(address), "the certificate of " + address + " is not trusted");
		assertNotReady(webSocket(address), "the certificate of " + address + " is not trusted");
	}

	@Test
	void checkWhenPeerSpeaksNoTlsThenSaysSo() throws Exception {
		try (TestPeer peer = new TestPeer((socket) -> socket.getOutputStream().write(new byte[100]))) {
			assertThat(Checks.call(http(peer.address()), Checks.LONG).reason())
				.startsWith("TLS with " + peer.address() + " failed: ");
		}
	}

	@Test
	void checkWhenPeerIsSilentThenTimesOut() throws Exception {
		try (TestPeer peer = TestPeer.silent()) {
			assertThat(Checks.call(http(peer.address()), Checks.SHORT).reason()).startsWith("no ")
				.contains(peer.address())
				.endsWith(" within 300 ms");
		}
	}

	private String start(String name, String host, String from) throws Exception {
		return start(Objects.requireNonNull(certificates).server(name, host, from));
	}

	private String start(SSLContext context) throws IOException {
		HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		server.setHttpsConfigurator(new HttpsConfigurator(context));
		server.createContext("/", (exchange) -> {
			try (exchange) {
				exchange.sendResponseHeaders(200, -1);
			}
		});
		server.start();
		this.server = server;
		return "127.0.0.1:" + server.getAddress().getPort();
	}

	private static HttpCheck http(String address) {
		return new HttpCheck(URI.create("https://" + address + "/"), null, null, null, Map.of());
	}

	private static WebSocketCheck webSocket(String address) {
		return new WebSocketCheck(URI.create("wss://" + address + "/"), null, null);
	}

	private static void assertNotReady(ProbeFactory check, String reason) throws Exception {
		Checks.assertNotReady(check, Checks.LONG, reason);
	}

}
