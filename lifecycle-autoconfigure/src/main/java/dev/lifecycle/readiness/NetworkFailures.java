package dev.lifecycle.readiness;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import javax.net.ssl.SSLException;

import org.jspecify.annotations.Nullable;

import dev.lifecycle.ReadinessResult;
import dev.lifecycle.text.Texts;

/**
 * Says in one sentence why somebody could not be reached.
 */
final class NetworkFailures {

	/**
	 * How much later than the JDK's client to give up: it can tell whether there was a
	 * connection.
	 */
	static final Duration GRACE = Duration.ofMillis(200);

	private final List<Throwable> causes;

	private NetworkFailures(Throwable failure) {
		this.causes = Texts.causes(failure).toList();
	}

	/**
	 * Describe a failure.
	 * @param failure what went wrong
	 * @param peer who was called
	 * @param timeout the time limit
	 * @return a result that is not ready
	 * @throws InterruptedException if that is what went wrong
	 */
	static ReadinessResult describe(Throwable failure, Peer peer, Duration timeout) throws InterruptedException {
		NetworkFailures failures = new NetworkFailures(failure);
		if (failures.has(InterruptedException.class, ClosedByInterruptException.class)) {
			throw interrupted();
		}
		String sentence = failures.time(peer, timeout);
		sentence = (sentence != null) ? sentence : failures.certificate(peer);
		sentence = (sentence != null) ? sentence : failures.connection(peer);
		return ReadinessResult.notReady((sentence != null) ? sentence
				: "cannot reach " + peer.address() + ": " + Texts.reason(failures.last()));
	}

	static ReadinessResult noAnswer(Peer peer, Duration timeout) {
		return ReadinessResult.notReady("no answer from " + peer.url() + " within " + Texts.duration(timeout));
	}

	/**
	 * Quote what somebody has answered.
	 * @param value any text
	 * @return its beginning, without what looks like a secret
	 */
	static String quote(String value) {
		return "'" + ForeignText.shorten(value) + "'";
	}

	// Return the exception that stands for an interrupt which was only marked.
	private static InterruptedException interrupted() {
		Thread.interrupted();
		return new InterruptedException("The check was interrupted");
	}

	private @Nullable String time(Peer peer, Duration timeout) {
		if (has(HttpConnectTimeoutException.class, SocketTimeoutException.class)) {
			return "no connection to " + peer.address() + " within " + Texts.duration(timeout);
		}
		return has(HttpTimeoutException.class) ? noAnswer(peer, timeout).reason() : null;
	}

	private @Nullable String certificate(Peer peer) {
		String certificate = "the certificate of " + peer.address();
		if (has(CertificateExpiredException.class)) {
			return certificate + " has expired";
		}
		if (has(CertificateNotYetValidException.class)) {
			return certificate + " is not valid yet";
		}
		if (has(CertPathBuilderException.class, CertPathValidatorException.class)) {
			return certificate + " is not trusted";
		}
		if (this.causes.stream().anyMatch(NetworkFailures::isHostName)) {
			return certificate + " is for another host";
		}
		return has(SSLException.class) ? "TLS with " + peer.address() + " failed: " + Texts.reason(last()) : null;
	}

	// The JDK has no type for it: other exceptions of this one are about the purpose
	// or the form of the certificate.
	private static boolean isHostName(Throwable cause) {
		String message = cause.getMessage();
		return cause instanceof CertificateException && message != null
				&& (message.startsWith("No name matching ") || message.startsWith("No subject alternative "));
	}

	private @Nullable String connection(Peer peer) {
		if (has(UnknownHostException.class, UnresolvedAddressException.class)) {
			return "unknown host " + peer.address().substring(0, peer.address().lastIndexOf(':'));
		}
		if (has(NoRouteToHostException.class)) {
			return "no route to " + peer.address();
		}
		if (has(ConnectException.class)) {
			return isRefused() ? "connection refused by " + peer.address()
					: "cannot connect to " + peer.address() + ": " + Texts.reason(last());
		}
		if (has(ProtocolException.class)) {
			return peer.address() + " does not answer in HTTP";
		}
		return has(EOFException.class, SocketException.class, ClosedChannelException.class)
				? "connection closed by " + peer.address() : null;
	}

	// Other reasons, such as an unreachable network, are only told apart by the message.
	private boolean isRefused() {
		String message = last().getMessage();
		return message == null || message.toLowerCase(Locale.ROOT).contains("refused");
	}

	private Throwable last() {
		return this.causes.get(this.causes.size() - 1);
	}

	private boolean has(Class<?>... types) {
		return this.causes.stream()
			.anyMatch((cause) -> Arrays.stream(types).anyMatch((type) -> type.isInstance(cause)));
	}

}
