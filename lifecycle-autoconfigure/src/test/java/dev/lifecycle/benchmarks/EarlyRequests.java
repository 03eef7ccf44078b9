package dev.lifecycle.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Many clients of a server on this machine, each with a connection of its own and one
 * request, all on the calling thread.
 */
final class EarlyRequests implements AutoCloseable {

	private static final int CONNECTING_AT_ONCE = 200;

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private final ByteBuffer buffer = ByteBuffer.allocate(4096);

	private final List<Client> clients = new ArrayList<>();

	private final InetSocketAddress address;

	private final Selector selector;

	EarlyRequests(int port) throws IOException {
		this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
		this.selector = Selector.open();
	}

	static String greeting(int number) {
		return "hello " + number;
	}

	void connect(int count) throws IOException {
		int connected = 0;
		long begin = System.nanoTime();
		while (connected < count) {
			while (this.clients.size() < Math.min(count, connected + CONNECTING_AT_ONCE)) {
				SocketChannel channel = SocketChannel.open();
				channel.configureBlocking(false);
				channel.connect(this.address);
				Client client = new Client(this.clients.size(), channel);
				channel.register(this.selector, SelectionKey.OP_CONNECT, client);
				this.clients.add(client);
			}
			connected += select(begin, (key) -> {
				((SocketChannel) key.channel()).finishConnect();
				key.interestOps(SelectionKey.OP_READ);
				return true;
			});
		}
	}

	void send() throws IOException {
		for (Client client : this.clients) {
			client.send();
		}
	}

	// Return how many clients have heard anything.
	int answered() throws IOException {
		return this.selector.selectNow();
	}

	// Return how many clients have been greeted, when all have been answered.
	int receive() throws IOException {
		long begin = System.nanoTime();
		int open = this.clients.size();
		while (open > 0) {
			open -= select(begin, (key) -> ((Client) key.attachment()).receive(this.buffer));
		}
		return (int) this.clients.stream().filter(Client::greeted).count();
	}

	String answer() {
		return this.clients.stream().filter((client) -> !client.greeted()).findFirst().map(Client::text).orElse("");
	}

	private int select(long begin, Step step) throws IOException {
		int done = 0;
		long left = LIMIT.toMillis() - (System.nanoTime() - begin) / 1_000_000;
		if (left <= 0 || this.selector.select(left) == 0) {
			throw new IOException("The server did not react within " + LIMIT.toSeconds() + " s");
		}
		for (SelectionKey key : this.selector.selectedKeys()) {
			if (step.take(key)) {
				done++;
			}
		}
		this.selector.selectedKeys().clear();
		return done;
	}

	@Override
	public void close() throws IOException {
		for (Client client : this.clients) {
			client.channel.close();
		}
		this.selector.close();
	}

	private interface Step {

		boolean take(SelectionKey key) throws IOException;

	}

	/**
	 * One client.
	 */
	private static final class Client {

		private final int number;

		private final SocketChannel channel;

		private final ByteArrayOutputStream answer = new ByteArrayOutputStream(0);

		Client(int number, SocketChannel channel) {
			this.number = number;
			this.channel = channel;
		}

		void send() throws IOException {
			ByteBuffer request = StandardCharsets.US_ASCII
				.encode("GET /greeting/" + this.number + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
			this.channel.write(request);
			if (request.hasRemaining()) {
				throw new IOException("A request did not fit into the buffer of its connection");
			}
		}

		boolean receive(ByteBuffer buffer) throws IOException {
			if (this.channel.read(buffer.clear()) < 0) {
				this.channel.close();
				return true;
			}
			byte[] part = new byte[buffer.flip().remaining()];
			buffer.get(part);
			this.answer.writeBytes(part);
			return false;
		}

		boolean greeted() {
			String text = text();
			return text.startsWith("HTTP/1.1 200 ") && text.endsWith("\r\n\r\n" + greeting(this.number));
		}

		String text() {
			return this.answer.toString(StandardCharsets.UTF_8);
		}

	}

}
