package dev.lifecycle.autoconfigure;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.eclipse.jetty.io.EndPoint;
import org.junit.jupiter.api.Test;
import org.springframework.boot.jetty.JettyWebServer;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the gate on Jetty.
 */
class JettyServletGateTests extends AbstractServletGateTests {

	@Override
	List<String> otherServers() {
		return List.of("org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration",
				"org.springframework.boot.tomcat.autoconfigure.actuate.web.server.TomcatServletManagementContextAutoConfiguration");
	}

	@Override
	String fewThreads() {
		return "server.jetty.threads.max=8";
	}

	@Override
	int heldWithFewThreads() {
		return 4;
	}

	// Even with virtual threads Jetty runs only as many tasks at a time.
	@Override
	int heldOnVirtualThreads() {
		return 4;
	}

	// Tomcat closes every connection after a 503.
	@Test
	void connectionIsReusableAfterRefusal() throws Exception {
		run(Application.class, "lifecycle.gate.mode=reject");
		assertThat(exchange("GET /hello", "HEAD /hello", "GET /livez")).containsSubsequence("HTTP/1.1 503",
				"HTTP/1.1 503", "HTTP/1.1 404");
	}

	// Set when the request is there, or a slow machine could be idle before.
	@Test
	void heldRequestOutlivesIdleTimeout() throws Exception {
		run(Application.class, "lifecycle.gate.max-wait=1s");
		CompletableFuture<HttpResponse<String>> held = send(1, "/hello").get(0);
		awaitHeld(1);
		WebServer server = ((ServletWebServerApplicationContext) context()).getWebServer();
		assertThat(server).asInstanceOf(InstanceOfAssertFactories.type(JettyWebServer.class))
			.extracting((jetty) -> List.of(jetty.getServer().getConnectors()).get(0).getConnectedEndPoints(),
					InstanceOfAssertFactories.collection(EndPoint.class))
			.isNotEmpty()
			.allSatisfy((endPoint) -> endPoint.setIdleTimeout(100));
		assertThat(held.get().statusCode()).isEqualTo(503);
	}

}
