package dev.lifecycle.autoconfigure;

/**
 * Tests for the gate and WebSockets on Jetty.
 */
class JettyWebSocketGateTests extends AbstractWebSocketGateTests {

	@Override
	String otherServer() {
		return "org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration";
	}

}
