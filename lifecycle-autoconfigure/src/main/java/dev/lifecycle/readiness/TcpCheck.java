package dev.lifecycle.readiness;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.springframework.util.Assert;

import dev.lifecycle.ReadinessProbe;

/**
 * A check that opens a connection and closes it.
 *
 * @param host a name or an address, IPv6 without brackets
 * @param port the port
 * @since 0.1.0
 */
public record TcpCheck(String host, int port) implements ProbeFactory {

	private static final Pattern ADDRESS = Pattern
		.compile("(?:\\[([\\da-fA-F:.]+(?:%[\\w.-]+)?)]|([\\w.-]+)):(\\d{1,5})");

	/**
	 * Create a new check.
	 * @throws IllegalArgumentException if a value cannot be used; says what to write
	 */
	public TcpCheck {
		Assert.hasText(host, "'tcp' must have a host, as in db:5432");
		Assert.isTrue(0 < port && port <= 65535, "'tcp' must have a port between 1 and 65535, as in db:5432");
	}

	/**
	 * Create a new check.
	 * @param address host and port, such as {@code db:5432} or {@code [::1]:5432}
	 * @return the check
	 * @throws IllegalArgumentException if it is anything else; says what to write
	 */
	public static TcpCheck of(String address) {
		Matcher matcher = ADDRESS.matcher(address.strip());
		Assert.isTrue(matcher.matches(), "'tcp' must be host:port, as in db:5432 or [::1]:5432");
		String host = (matcher.group(1) != null) ? matcher.group(1) : matcher.group(2);
		return new TcpCheck(host, Integer.parseInt(matcher.group(3)));
	}

	@Override
	public String defaultName() {
		return "tcp";
	}

	@Override
	public boolean needsBeans() {
		return false;
	}

	@Override
	public boolean keepsTimeLimit() {
		return true;
	}

	@Override
	public ReadinessProbe create(ProbeContext context) {
		return new TcpProbe(this, context.timeout());
	}

	@Override
	public String toString() {
		return (this.host.contains(":") ? "[" + this.host + "]" : this.host) + ":" + this.port;
	}

}
