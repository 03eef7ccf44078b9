package dev.lifecycle.gate;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

import org.jspecify.annotations.Nullable;

/**
 * Lets calls of the application to itself through the gate while it is closed. Whoever
 * sends the {@link #headerName() header} with the {@link #token() token} passes; the
 * token is random, lives as long as the bean and is written nowhere.
 *
 * @since 0.1.0
 */
public final class GateBypass {

	private static final String HEADER_NAME = "Lifecycle-Gate-Bypass";

	private static final int TOKEN_BYTES = 32;

	private final String token;

	private final byte[] expected;

	/**
	 * Create a bypass with a token of its own.
	 */
	public GateBypass() {
		byte[] random = new byte[TOKEN_BYTES];
		new SecureRandom().nextBytes(random);
		this.token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
		this.expected = this.token.getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Return the name of the HTTP header.
	 * @return the name
	 */
	public String headerName() {
		return HEADER_NAME;
	}

	/**
	 * Return the value of the header. A secret: it belongs only into requests to this
	 * very process.
	 * @return 43 characters that need no quoting in a header
	 */
	public String token() {
		return this.token;
	}

	/**
	 * Return whether a header has the right value, in a time that does not tell how much
	 * of it was right.
	 * @param value the value, {@code null} if there is no such header
	 * @return {@code true} if it is the token
	 */
	public boolean matches(@Nullable String value) {
		return value != null && MessageDigest.isEqual(this.expected, value.getBytes(StandardCharsets.UTF_8));
	}

	@Override
	public String toString() {
		return "GateBypass[" + HEADER_NAME + "]";
	}

}
