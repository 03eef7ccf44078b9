package dev.lifecycle.actuate.page;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * A browser that is written to only when that takes no time. Needs no thread of its own:
 * whoever comes while somebody else writes leaves the work to that one.
 */
final class ServletViewer implements Viewer, WriteListener, AsyncListener {

	private static final byte[] BYTES = MESSAGE.getBytes(StandardCharsets.UTF_8);

	private static final Log logger = LogFactory.getLog(ServletViewer.class);

	private final Viewers viewers;

	private final AsyncContext context;

	private final ServletOutputStream out;

	private final AtomicBoolean pending = new AtomicBoolean(true);

	private final AtomicInteger work = new AtomicInteger();

	private volatile boolean writable;

	private volatile boolean closed;

	// Only touched by whoever does the work.
	private boolean unflushed;

	private boolean complete;

	ServletViewer(Viewers viewers, AsyncContext context, ServletOutputStream out) {
		this.viewers = viewers;
		this.context = context;
		this.out = out;
	}

	@Override
	public void send() {
		this.pending.set(true);
		work();
	}

	@Override
	public void close() {
		this.closed = true;
		work();
	}

	// Until the server has called this for the first time nobody may write.
	@Override
	public void onWritePossible() {
		this.writable = true;
		work();
	}

	private void work() {
		if (!this.writable || this.work.getAndIncrement() != 0) {
			return;
		}
		int done = 1;
		while (done != 0) {
			if (!this.complete) {
				write();
			}
			done = this.work.addAndGet(-done);
		}
	}

	private void write() {
		try {
			while (!this.closed && this.out.isReady()) {
				if (this.pending.getAndSet(false)) {
					this.out.write(BYTES);
					this.unflushed = true;
				}
				else if (this.unflushed) {
					this.unflushed = false;
					this.out.flush();
				}
				else {
					return;
				}
			}
		}
		catch (IOException | RuntimeException ex) {
			logger.debug("A viewer of the page is gone", ex);
			this.closed = true;
		}
		if (this.closed) {
			complete();
		}
	}

	private void complete() {
		this.complete = true;
		this.viewers.remove(this);
		try {
			this.context.complete();
		}
		catch (IllegalStateException ex) {
			logger.debug("The server has ended the request itself", ex);
		}
	}

	@Override
	public void onError(Throwable ex) {
		logger.debug("A viewer of the page is gone", ex);
		this.writable = true;
		close();
	}

	@Override
	public void onError(AsyncEvent event) {
		onError(event.getThrowable());
	}

	@Override
	public void onTimeout(AsyncEvent event) {
		close();
	}

	@Override
	public void onComplete(AsyncEvent event) {
		this.viewers.remove(this);
	}

	@Override
	public void onStartAsync(AsyncEvent event) {
	}

}
