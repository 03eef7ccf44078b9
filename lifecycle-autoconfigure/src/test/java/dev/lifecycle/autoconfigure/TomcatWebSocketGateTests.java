package dev.lifecycle.autoconfigure;

/**
 * Tests for the gate and WebSockets on Tomcat.
 */
class TomcatWebSocketGateTests extends AbstractWebSocketGateTests {

	@Override
	String otherServer() {
		return "org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration";
	}

}
