package dev.lifecycle.autoconfigure;

import java.util.List;

import org.junit.jupiter.api.Test;

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

	@Test
	void heldRequestOutlivesIdleTimeout() throws Exception {
		run(Application.class, "server.jetty.connection-idle-timeout=100ms", "lifecycle.gate.max-wait=1s");
		assertThat(exchange("GET /hello")).startsWith("HTTP/1.1 503");
	}

}
