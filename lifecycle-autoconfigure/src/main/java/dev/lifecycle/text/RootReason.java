package dev.lifecycle.text;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.net.ssl.SSLException;

import org.jspecify.annotations.Nullable;

/**
 * Says in one line what the innermost of several causes is.
 */
final class RootReason {

	// Such as db:5432, localhost/127.0.0.1:6379, [::1]:80 and the host of a URL.
	private static final Pattern ADDRESS = Pattern
		.compile("(?<![\\w.-])([A-Za-z][\\w.-]*|\\d{1,3}(?:\\.\\d{1,3}){3}|\\[[\\da-fA-F:.]+])"
				+ "(?:/(?:<unresolved>|[\\da-fA-F.:]*[\\da-fA-F]))?:(\\d{1,5})(?!\\w|\\.\\w)");

	private static final Pattern HOST_OF_URL = Pattern.compile("://(?:[^/\\s@]*@)?([\\w.-]+)");

	private RootReason() {
	}

	/**
	 * Describe the innermost cause.
	 * @param causes a failure and its causes, outermost first
	 * @return one line without secrets
	 */
	static String of(List<Throwable> causes) {
		Throwable root = root(causes);
		String reason = reason(root);
		return (isNetwork(root) && address(reason) == null) ? reason + outerAddress(causes) : reason;
	}

	// The JDK's HTTP client explains a refused connection with a closed channel.
	private static Throwable root(List<Throwable> causes) {
		Throwable root = causes.get(causes.size() - 1);
		if (root instanceof ClosedChannelException && causes.size() > 1
				&& causes.get(causes.size() - 2) instanceof ConnectException outer) {
			return outer;
		}
		return root;
	}

	private static String reason(Throwable root) {
		String message = Texts.message(root);
		if (message.isEmpty()) {
			return (root instanceof ConnectException) ? "Connection refused" : type(root);
		}
		// Words of the JVM that say little without the type.
		boolean clear = message.contains(" ") && !(root instanceof VirtualMachineError)
				&& !(root instanceof LinkageError) && !(root instanceof UnknownHostException);
		return clear ? message : type(root) + ": " + message;
	}

	private static String type(Throwable root) {
		Class<?> type = root.getClass();
		return type.isAnonymousClass() ? type.getSuperclass().getSimpleName() : type.getSimpleName();
	}

	private static boolean isNetwork(Throwable root) {
		return root instanceof SocketException || root instanceof SocketTimeoutException || root instanceof EOFException
				|| root instanceof ClosedChannelException || root instanceof SSLException;
	}

	private static String outerAddress(List<Throwable> causes) {
		for (int i = causes.size() - 2; i >= 0; i--) {
			String address = address(Texts.message(causes.get(i)));
			if (address != null) {
				return " " + address;
			}
		}
		return "";
	}

	private static @Nullable String address(String text) {
		Matcher address = ADDRESS.matcher(text);
		if (address.find()) {
			return address.group(1) + ":" + address.group(2);
		}
		Matcher host = HOST_OF_URL.matcher(text);
		return host.find() ? host.group(1) : null;
	}

}
