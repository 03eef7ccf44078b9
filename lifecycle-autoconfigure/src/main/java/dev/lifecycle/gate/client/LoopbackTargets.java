package dev.lifecycle.gate.client;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Tells from the text of a URI alone whether it leads to this machine. In doubt it does
 * not.
 */
final class LoopbackTargets {

	private static final String OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";

	// Other notations, such as 127.1 or 0177.0.0.1, are read differently by different
	// clients.
	private static final Pattern IPV4 = Pattern.compile("127(\\." + OCTET + "){3}");

	private LoopbackTargets() {
	}

	static boolean contains(URI uri) {
		String host = uri.getHost();
		return host != null && (isName(host) || IPV4.matcher(host).matches() || isIpv6(host));
	}

	private static boolean isName(String host) {
		String name = host.toLowerCase(Locale.ROOT);
		return name.equals("localhost") || name.endsWith(".localhost");
	}

	private static boolean isIpv6(String host) {
		InetAddress address = (host.startsWith("[") && host.contains(":")) ? parse(host) : null;
		return address != null && address.isLoopbackAddress();
	}

	// What is in brackets and has a colon is an address or an error, but never looked up.
	@SuppressWarnings("AddressSelection")
	private static @Nullable InetAddress parse(String literal) {
		try {
			return InetAddress.getByName(literal);
		}
		catch (UnknownHostException ex) {
			return null;
		}
	}

}
