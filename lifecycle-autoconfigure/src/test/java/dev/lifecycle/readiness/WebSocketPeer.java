package dev.lifecycle.readiness;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The server's side of one WebSocket, frame by frame.
 */
final class WebSocketPeer {

	private static final int TEXT = 0x1;

	private static final int CLOSE = 0x8;

	private final DataInputStream input;

	private final OutputStream output;

	final Map<String, String> headers = new HashMap<>();

	// Completes the handshake.
	WebSocketPeer(Socket socket) throws IOException {
		this.input = new DataInputStream(socket.getInputStream());
		this.output = socket.getOutputStream();
		for (String line = line(); !line.isEmpty(); line = line()) {
			int colon = line.indexOf(": ");
			if (colon > 0) {
				this.headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 2));
			}
		}
		write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
				+ "Sec-WebSocket-Accept: " + accept(this.headers.getOrDefault("sec-websocket-key", "")) + "\r\n\r\n");
	}

	private static String accept(String key) {
		try {
			return Base64.getEncoder()
				.encodeToString(MessageDigest.getInstance("SHA-1")
					.digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII)));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private String line() throws IOException {
		StringBuilder line = new StringBuilder();
		for (int next = this.input.readUnsignedByte(); next != '\n'; next = this.input.readUnsignedByte()) {
			line.append((char) next);
		}
		return line.toString().strip();
	}

	private void write(String text) throws IOException {
		this.output.write(text.getBytes(StandardCharsets.US_ASCII));
	}

	void text(String text) throws IOException {
		frame(TEXT, text.getBytes(StandardCharsets.UTF_8));
	}

	void close(int code, String reason) throws IOException {
		byte[] text = reason.getBytes(StandardCharsets.UTF_8);
		frame(CLOSE, ByteBuffer.allocate(2 + text.length).putShort((short) code).put(text).array());
	}

	private void frame(int opcode, byte[] payload) throws IOException {
		this.output.write(0x80 | opcode);
		this.output.write(payload.length);
		this.output.write(payload);
	}

	// Begins a message that never ends.
	void drip(int fragments) throws IOException {
		byte[] payload = new byte[125];
		for (int i = 0; i < fragments; i++) {
			this.output.write((i != 0) ? 0x0 : TEXT);
			this.output.write(payload.length);
			this.output.write(payload);
		}
	}

	/**
	 * Read a frame.
	 * @return its text, or its code and reason if it closes
	 * @throws IOException if there is none
	 */
	String read() throws IOException {
		int opcode = this.input.readUnsignedByte() & 0xf;
		byte[] payload = new byte[this.input.readUnsignedByte() & 0x7f];
		byte[] mask = this.input.readNBytes(4);
		this.input.readFully(payload);
		for (int i = 0; i < payload.length; i++) {
			payload[i] ^= mask[i % 4];
		}
		if (opcode != CLOSE) {
			return new String(payload, StandardCharsets.UTF_8);
		}
		return "close " + ByteBuffer.wrap(payload).getShort();
	}

}
