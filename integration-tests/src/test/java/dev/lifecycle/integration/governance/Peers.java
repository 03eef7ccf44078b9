package dev.lifecycle.integration.governance;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.handler.TextWebSocketHandler;

/**
 * The servers of others, all on one port.
 */
final class Peers implements AutoCloseable {

	private final ConfigurableApplicationContext context;

	private final String port;

	Peers() {
		this.context = new SpringApplicationBuilder(Server.class).web(WebApplicationType.SERVLET)
			.run("--server.port=0", "--server.address=127.0.0.1", "--spring.main.banner-mode=off");
		this.port = this.context.getEnvironment().getRequiredProperty("local.server.port");
	}

	String address() {
		return "127.0.0.1:" + this.port;
	}

	@Override
	public void close() {
		this.context.close();
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ DispatcherServletAutoConfiguration.class, TomcatServletWebServerAutoConfiguration.class,
			WebMvcAutoConfiguration.class })
	@EnableWebSocket
	@RestController
	static class Server implements WebSocketConfigurer {

		@GetMapping("/actuator/health/readiness")
		String readiness() {
			return "{\"status\":\"UP\"}";
		}

		@GetMapping(path = "/health", produces = "application/json")
		String health() {
			return "{\"status\":\"UP\"}";
		}

		@GetMapping("/index.html")
		String page() {
			return "<!doctype html>";
		}

		@Override
		public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
			registry.addHandler(new PongHandler(), "/ws");
		}

	}

	private static final class PongHandler extends TextWebSocketHandler {

		@Override
		protected void handleTextMessage(WebSocketSession session, TextMessage message) throws Exception {
			session.sendMessage(new TextMessage(message.getPayload().replace("ping", "pong")));
		}

	}

}
