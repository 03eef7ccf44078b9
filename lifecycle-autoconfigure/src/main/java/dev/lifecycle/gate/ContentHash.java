package dev.lifecycle.gate;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * Allows single scripts and styles in a {@code Content-Security-Policy}.
 *
 * @since 0.1.0
 */
public final class ContentHash {

	private ContentHash() {
	}

	/**
	 * Return what allows a script or a style that is part of a page.
	 * @param content the content of the element, with all white space
	 * @return a source expression for {@code script-src} or {@code style-src}
	 */
	public static String of(String content) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
			return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
