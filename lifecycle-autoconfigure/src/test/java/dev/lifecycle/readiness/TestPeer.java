package dev.lifecycle.readiness;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * A server that accepts connections and does with each whatever a test wants.
 */
final class TestPeer implements AutoCloseable {

	private final ServerSocket server;

	private final Conversation conversation;

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	/** Is zero once the peer has seen the other side close its connection. */
	final CountDownLatch left = new CountDownLatch(1);

	/** Is zero once a connection has been accepted. */
	final CountDownLatch accepted = new CountDownLatch(1);

	/** Is zero once some bytes have been sent one by one. */
	final CountDownLatch dripped;

	TestPeer(Conversation conversation) throws IOException {
		this(new CountDownLatch(0), conversation);
	}

	private TestPeer(CountDownLatch dripped, Conversation conversation) throws IOException {
		this.dripped = dripped;
		this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		this.conversation = conversation;
		background(this::accept);
	}

	// Reads and never answers.
	static TestPeer silent() throws IOException {
		return new TestPeer((socket) -> {
		});
	}

	// Answers byte by byte, for ever.
	static TestPeer dripping(String begin) throws IOException {
		CountDownLatch dripped = new CountDownLatch(5);
		return new TestPeer(dripped, (socket) -> {
			socket.getOutputStream().write(begin.getBytes(StandardCharsets.UTF_8));
			socket.setSoTimeout(10);
			while (true) {
				socket.getOutputStream().write(' ');
				dripped.countDown();
				try {
					if (socket.getInputStream().read() == -1) {
						return;
					}
				}
				catch (SocketTimeoutException ex) {
					// Time for the next byte.
				}
			}
		});
	}

	int port() {
		return this.server.getLocalPort();
	}

	String address() {
		return "127.0.0.1:" + port();
	}

	private void accept() throws IOException {
		while (true) {
			Socket socket = this.server.accept();
			this.sockets.add(socket);
			this.accepted.countDown();
			background(() -> talk(socket));
		}
	}

	private void talk(Socket socket) throws IOException {
		try (socket) {
			this.conversation.with(socket);
			socket.setSoTimeout(0);
			socket.getInputStream().transferTo(OutputStream.nullOutputStream());
		}
		finally {
			this.left.countDown();
		}
	}

	private void background(Task task) {
		Thread thread = new Thread(() -> {
			try {
				task.run();
			}
			catch (IOException ex) {
				// The test is over, or the other side has left.
			}
		}, "peer");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() throws IOException {
		this.server.close();
		for (Socket socket : this.sockets) {
			socket.close();
		}
	}

	interface Conversation {

		void with(Socket socket) throws IOException;

	}

	private interface Task {

		void run() throws IOException;

	}

}
