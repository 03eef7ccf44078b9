package dev.lifecycle.readiness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import dev.lifecycle.ReadinessResult;
import dev.lifecycle.engine.RemoteProbe;

/**
 * Opens a connection and closes it.
 */
final class TcpProbe implements RemoteProbe {

	private final TcpCheck check;

	private final Peer peer;

	private final Duration timeout;

	TcpProbe(TcpCheck check, Duration timeout) {
		this.check = check;
		this.peer = new Peer("tcp://" + check, check.toString());
		this.timeout = timeout;
	}

	@Override
	public String remote() {
		return this.peer.address();
	}

	@Override
	public ReadinessResult check() throws InterruptedException {
		try {
			connect(System.nanoTime() + this.timeout.toNanos());
			return ReadinessResult.ready();
		}
		catch (IOException ex) {
			return NetworkFailures.describe(ex, this.peer, this.timeout);
		}
	}

	private void connect(long end) throws IOException {
		IOException failure = new SocketTimeoutException();
		for (InetAddress address : InetAddress.getAllByName(this.check.host())) {
			long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
			if (left <= 0) {
				break;
			}
			// Unlike a plain socket, a channel lets an interrupt through.
			try (SocketChannel channel = SocketChannel.open()) {
				channel.socket()
					.connect(new InetSocketAddress(address, this.check.port()),
							(int) Math.min(left, Integer.MAX_VALUE));
				return;
			}
			catch (IOException ex) {
				if (Thread.currentThread().isInterrupted()) {
					throw ex;
				}
				failure = ex;
			}
		}
		throw failure;
	}

}
