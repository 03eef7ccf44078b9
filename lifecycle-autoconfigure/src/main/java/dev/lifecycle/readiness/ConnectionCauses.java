package dev.lifecycle.readiness;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

import javax.net.ssl.SSLException;

import dev.lifecycle.text.Texts;

/**
 * Recognizes why a connection failed among the causes of an exception.
 */
final class ConnectionCauses {

	private ConnectionCauses() {
	}

	static boolean anyMatch(Throwable failure, Predicate<Throwable> predicate) {
		return Texts.causes(failure).anyMatch(predicate);
	}

	static boolean unknownHost(Throwable failure) {
		return anyMatch(failure,
				(cause) -> cause instanceof UnknownHostException || cause instanceof UnresolvedAddressException);
	}

	static boolean tls(Throwable failure) {
		return anyMatch(failure, SSLException.class::isInstance);
	}

	static boolean refused(Throwable failure) {
		return anyMatch(failure, (cause) -> (cause instanceof ConnectException && !isTimeout(cause))
				|| cause instanceof NoRouteToHostException);
	}

	static boolean timeout(Throwable failure) {
		return Thread.currentThread().isInterrupted() || anyMatch(failure, ConnectionCauses::isTimeout);
	}

	// Netty's type for a connect timeout is a ConnectException.
	private static boolean isTimeout(Throwable failure) {
		return failure instanceof SocketTimeoutException || failure instanceof TimeoutException
				|| failure instanceof InterruptedException
				|| failure.getClass().getSimpleName().equals("ConnectTimeoutException");
	}

}
