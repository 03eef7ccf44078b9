package dev.lifecycle.autoconfigure;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the gate on Tomcat.
 */
class TomcatServletGateTests extends AbstractServletGateTests {

	@Override
	List<String> otherServers() {
		return List.of("org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration",
				"org.springframework.boot.jetty.autoconfigure.actuate.web.server.JettyServletManagementContextAutoConfiguration");
	}

	@Override
	String fewThreads() {
		return "server.tomcat.threads.max=4";
	}

	@Override
	int heldWithFewThreads() {
		return 2;
	}

	@Override
	int heldOnVirtualThreads() {
		return 20;
	}

	@Test
	void probesAnswerWhileHundredsOfRequestsArriveEarly() throws Exception {
		run(Application.class, "server.tomcat.threads.max=10",
				"management.endpoint.health.probes.add-additional-paths=true");
		List<CompletableFuture<HttpResponse<String>>> early = send(300, "/hello");
		for (int i = 0; i < 20; i++) {
			assertThat(get("/livez").statusCode()).isEqualTo(200);
		}
		awaitHeld(5);
		gate().open();
		for (CompletableFuture<HttpResponse<String>> response : early) {
			assertThat(response.get().statusCode()).isIn(200, 503);
		}
	}

}
