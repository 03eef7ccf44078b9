package dev.lifecycle.gate.servlet;

import java.io.IOException;
import java.util.function.BooleanSupplier;

import jakarta.servlet.ServletException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;

import dev.lifecycle.gate.TrafficGate;

/**
 * Lets early requests on Tomcat know whether their client is still there.
 *
 * @since 0.1.0
 */
public final class TomcatClientConnection implements WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> {

	private final TrafficGate gate;

	/**
	 * Create a customizer.
	 * @param gate the gate that makes requests early
	 */
	public TomcatClientConnection(TrafficGate gate) {
		this.gate = gate;
	}

	@Override
	public void customize(ConfigurableTomcatWebServerFactory factory) {
		factory.addEngineValves(new ClientConnectionValve(this.gate));
	}

	private static final class ClientConnectionValve extends ValveBase {

		private final TrafficGate gate;

		ClientConnectionValve(TrafficGate gate) {
			super(true);
			this.gate = gate;
		}

		@Override
		public void invoke(Request request, Response response) throws IOException, ServletException {
			if (!this.gate.isOpen()) {
				request.setAttribute(ClientConnection.ATTRIBUTE, (BooleanSupplier) () -> isOpen(request));
			}
			getNext().invoke(request, response);
		}

		// Without a body nothing is available but the next request, if the client sends
		// requests without waiting for answers. Tomcat keeps that in its buffer and does
		// not read again. After the end of the stream it finds the end again and again,
		// and calls that one byte, because a read would not block.
		private static boolean isOpen(Request request) {
			return !"HTTP/1.1".equals(request.getProtocol()) || hasBody(request) || available(request) != 1
					|| available(request) != 1;
		}

		private static boolean hasBody(Request request) {
			return request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
		}

		private static int available(Request request) {
			org.apache.coyote.Request connection = request.getCoyoteRequest();
			connection.action(ActionCode.AVAILABLE, true);
			return connection.getAvailable();
		}

	}

}
