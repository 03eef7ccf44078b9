package dev.lifecycle.readiness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/**
 * Speaks the protocol of Redis, and answers commands as it is told.
 */
final class RespServer implements AutoCloseable {

	private final ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());

	private final Map<String, String> answers;

	RespServer(Map<String, String> answers) throws IOException {
		this.answers = answers;
		new Thread(this::serve, "resp-server").start();
	}

	String address() {
		return "localhost:" + this.socket.getLocalPort();
	}

	private void serve() {
		while (!this.socket.isClosed()) {
			try (Socket client = this.socket.accept()) {
				answer(client);
			}
			catch (IOException ex) {
				// The client or the test has gone.
			}
		}
	}

	private void answer(Socket client) throws IOException {
		BufferedReader in = new BufferedReader(
				new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
		OutputStream out = client.getOutputStream();
		for (String header = in.readLine(); header != null; header = in.readLine()) {
			String command = command(in, Integer.parseInt(header.substring(1)));
			String answer = this.answers.getOrDefault(command, "-ERR unknown command");
			out.write((answer + "\r\n").getBytes(StandardCharsets.US_ASCII));
		}
	}

	// Each of the strings follows a line with its length.
	private static String command(BufferedReader in, int strings) throws IOException {
		String command = "";
		for (int i = 0; i < strings; i++) {
			in.readLine();
			String string = in.readLine();
			command = (i == 0) ? string.toUpperCase(Locale.ROOT) : command;
		}
		return command;
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
