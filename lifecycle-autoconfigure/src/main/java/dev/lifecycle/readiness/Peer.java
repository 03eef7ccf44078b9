package dev.lifecycle.readiness;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * Whom a check calls, as people may see it.
 *
 * @param url the URL without credentials, query and fragment
 * @param address host and port
 */
record Peer(String url, String address) {

	private static final Set<String> SECURE = Set.of("https", "wss");

	static Peer of(URI uri) {
		int port = uri.getPort();
		String host = String.valueOf(uri.getHost());
		String path = (uri.getRawPath() != null) ? uri.getRawPath() : "";
		int effectivePort = (port != -1) ? port : (SECURE.contains(scheme(uri)) ? 443 : 80);
		return new Peer(scheme(uri) + "://" + host + ((port != -1) ? ":" + port : "") + path,
				host + ":" + effectivePort);
	}

	/**
	 * Fail unless a URL can be called.
	 * @param uri the URL
	 * @param kind the name of the check
	 * @param schemes what it may begin with, the usual one first
	 */
	static void require(URI uri, String kind, List<String> schemes) {
		Assert.isTrue(schemes.contains(scheme(uri)) && uri.getHost() != null && uri.getPort() <= 65535,
				() -> "'%s' must be a URL with a host of letters, digits, '-' and '.', such as %s://host:8080/path"
					.formatted(kind, schemes.get(0)));
	}

	/**
	 * Return what to send as credentials.
	 * @param uri a URL
	 * @return the value of the header {@code Authorization}; {@code null} if the URL has
	 * no credentials
	 */
	static @Nullable String authorization(URI uri) {
		String userInfo = uri.getUserInfo();
		return (userInfo != null)
				? "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8)) : null;
	}

	/**
	 * Return what to call.
	 * @param uri a URL
	 * @return the URL without credentials and fragment, with its query
	 */
	static URI withoutCredentials(URI uri) {
		String query = (uri.getRawQuery() != null) ? "?" + uri.getRawQuery() : "";
		return URI.create(of(uri).url() + query);
	}

	private static String scheme(URI uri) {
		return (uri.getScheme() != null) ? uri.getScheme().toLowerCase(Locale.ROOT) : "";
	}

}
