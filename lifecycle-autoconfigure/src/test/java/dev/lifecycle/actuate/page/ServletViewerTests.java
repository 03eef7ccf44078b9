package dev.lifecycle.actuate.page;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockAsyncContext;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ServletViewer} with a browser that does not read. Real servers are in
 * {@code PageOverHttpTests}.
 */
class ServletViewerTests {

	private final Viewers viewers = new Viewers(1);

	private final Context context = new Context();

	private final Output out = new Output();

	private final ServletViewer viewer = new ServletViewer(this.viewers, this.context, this.out);

	@Test
	void nothingIsWrittenBeforeServerAsks() {
		this.viewer.send();
		assertThat(this.out.written()).isEmpty();
		this.viewer.onWritePossible();
		assertThat(this.out.written()).isEqualTo(Viewer.MESSAGE);
		assertThat(this.out.flushes).isOne();
	}

	@Test
	void messagesThatCannotBeWrittenBecomeOne() {
		this.viewer.onWritePossible();
		this.out.reset();
		this.out.ready = false;
		for (int i = 0; i < 1000; i++) {
			this.viewer.send();
		}
		assertThat(this.out.written()).isEmpty();
		this.out.ready = true;
		this.viewer.onWritePossible();
		assertThat(this.out.written()).isEqualTo(Viewer.MESSAGE);
	}

	@Test
	void closeEndsRequestAlthoughNothingCanBeWritten() {
		this.viewers.add(this.viewer);
		this.viewer.onWritePossible();
		this.out.ready = false;
		this.viewer.close();
		this.viewer.close();
		assertThat(this.context.completed).isOne();
		assertThat(this.viewers.count()).isZero();
	}

	@Test
	void closeBeforeServerAsksEndsRequestThen() {
		this.viewer.close();
		assertThat(this.context.completed).isZero();
		this.viewer.onWritePossible();
		assertThat(this.context.completed).isOne();
		assertThat(this.out.written()).isEmpty();
	}

	@Test
	void viewerThatIsGoneIsRemoved() {
		this.viewers.add(this.viewer);
		this.viewer.onWritePossible();
		this.out.failing = true;
		this.viewer.send();
		assertThat(this.context.completed).isOne();
		assertThat(this.viewers.count()).isZero();
	}

	@Test
	void errorAndTimeoutEndRequest() {
		this.viewers.add(this.viewer);
		this.viewer.onError(new AsyncEvent(this.context, new IOException("gone")));
		assertThat(this.context.completed).isOne();
		this.viewer.onTimeout(new AsyncEvent(this.context));
		assertThat(this.context.completed).isOne();
		assertThat(this.viewers.count()).isZero();
	}

	@Test
	void requestThatServerHasEndedIsLeftAlone() {
		this.viewers.add(this.viewer);
		this.context.ended = true;
		this.viewer.onError(new IOException("gone"));
		this.viewer.onComplete(new AsyncEvent(this.context));
		assertThat(this.viewers.count()).isZero();
	}

	private static final class Context extends MockAsyncContext {

		private int completed;

		private boolean ended;

		Context() {
			super(new MockHttpServletRequest(), new MockHttpServletResponse());
		}

		@Override
		public void complete() {
			if (this.ended) {
				throw new IllegalStateException("ended");
			}
			this.completed++;
		}

	}

	private static final class Output extends ServletOutputStream {

		private final ByteArrayOutputStream content = new ByteArrayOutputStream();

		private boolean ready = true;

		private boolean failing;

		private int flushes;

		@Override
		public boolean isReady() {
			return this.ready;
		}

		@Override
		public void setWriteListener(WriteListener listener) {
		}

		@Override
		public void write(int value) throws IOException {
			if (this.failing) {
				throw new IOException("gone");
			}
			this.content.write(value);
		}

		@Override
		public void flush() {
			this.flushes++;
		}

		void reset() {
			this.content.reset();
		}

		String written() {
			return this.content.toString(StandardCharsets.UTF_8);
		}

	}

}
