package dev.lifecycle.readiness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * An address on this machine to which no connection is made, as if packets got lost.
 */
final class FullBacklog implements AutoCloseable {

	private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());

	private final List<SocketChannel> waiting = new ArrayList<>();

	FullBacklog() throws IOException {
		for (int i = 0; i < 8; i++) {
			SocketChannel channel = SocketChannel.open();
			channel.configureBlocking(false);
			channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.server.getLocalPort()));
			this.waiting.add(channel);
		}
	}

	String address() {
		return "127.0.0.1:" + this.server.getLocalPort();
	}

	@Override
	public void close() throws IOException {
		for (SocketChannel channel : this.waiting) {
			channel.close();
		}
		this.server.close();
	}

}
