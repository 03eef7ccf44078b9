package dev.lifecycle.gate.servlet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.springframework.boot.jetty.ConfigurableJettyWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;

import dev.lifecycle.gate.TrafficGate;

/**
 * Lets early requests on Jetty know whether their client is still there.
 *
 * @since 0.1.0
 */
public final class JettyClientConnection implements WebServerFactoryCustomizer<ConfigurableJettyWebServerFactory> {

	private final TrafficGate gate;

	/**
	 * Create a customizer.
	 * @param gate the gate that makes requests early
	 */
	public JettyClientConnection(TrafficGate gate) {
		this.gate = gate;
	}

	@Override
	public void customize(ConfigurableJettyWebServerFactory factory) {
		factory.addServerCustomizers((server) -> {
			ClientConnectionHandler handler = new ClientConnectionHandler(this.gate);
			handler.setHandler(server.getHandler());
			server.setHandler(handler);
		});
	}

	private static final class ClientConnectionHandler extends Handler.Wrapper {

		private static final int BUFFER_SIZE = 1024;

		private final TrafficGate gate;

		ClientConnectionHandler(TrafficGate gate) {
			this.gate = gate;
		}

		@Override
		public boolean handle(Request request, Response response, Callback callback) throws Exception {
			if (!this.gate.isOpen()) {
				request.setAttribute(ClientConnection.ATTRIBUTE, (BooleanSupplier) () -> isOpen(request));
			}
			return super.handle(request, response, callback);
		}

		// Without a body nothing can be read but the next request, if the client sends
		// requests without waiting for answers. That goes back to the connection.
		private static boolean isOpen(Request request) {
			Connection connection = request.getConnectionMetaData().getConnection();
			if (request.getConnectionMetaData().getHttpVersion() != HttpVersion.HTTP_1_1) {
				return true;
			}
			boolean hasBody = request.getLength() > 0 || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
			if (hasBody || !(connection instanceof Connection.UpgradeTo unread)) {
				return true;
			}
			ByteBuffer buffer = ByteBuffer.allocate(BUFFER_SIZE).flip();
			try {
				EndPoint endPoint = connection.getEndPoint();
				int read = endPoint.fill(buffer);
				if (read > 0) {
					unread.onUpgradeTo(buffer);
				}
				return read >= 0;
			}
			catch (IOException ex) {
				return false;
			}
		}

	}

}
