package dev.lifecycle.autoconfigure;

import java.util.List;

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

}
