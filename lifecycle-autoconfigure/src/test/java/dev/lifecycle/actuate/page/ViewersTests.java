package dev.lifecycle.actuate.page;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.web.server.context.WebServerApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link Viewers}.
 */
@Timeout(120)
class ViewersTests {

	private static final Duration LONG = Duration.ofHours(1);

	private Viewers viewers = new Viewers(2, LONG, LONG);

	@AfterEach
	void destroy() {
		this.viewers.destroy();
		await().until(() -> !threadIsAlive());
	}

	@Test
	void changesAreTold() throws Exception {
		RecordingViewer first = add();
		RecordingViewer second = add();
		this.viewers.degradationChanged("auth", List.of());
		first.await("send");
		second.await("send");
	}

	@Test
	void manyChangesAtOnceAreToldOnce() throws Exception {
		RecordingViewer viewer = add();
		CountDownLatch sending = new CountDownLatch(1);
		viewer.sending = sending;
		this.viewers.startupBegan();
		viewer.await("send");
		IntStream.range(0, 1000).forEach((i) -> this.viewers.degradationChanged("auth", List.of()));
		sending.countDown();
		viewer.await("send");
		this.viewers.startupBegan();
		viewer.await("send");
		assertThat(viewer.calls).isEmpty();
	}

	@Test
	void thereIsThreadOnlyWhileSomebodyLooks() {
		assertThat(threadIsAlive()).isFalse();
		this.viewers.startupBegan();
		RecordingViewer viewer = add();
		await().until(ViewersTests::threadIsAlive);
		this.viewers.remove(viewer);
		await().until(() -> !threadIsAlive());
	}

	@Test
	void tooManyAreRefused() {
		RecordingViewer first = add();
		add();
		assertThat(this.viewers.add(new RecordingViewer())).isFalse();
		this.viewers.remove(first);
		assertThat(this.viewers.add(new RecordingViewer())).isTrue();
	}

	@Test
	void viewerThatFailsIsRemovedAndOthersAreTold() throws Exception {
		RecordingViewer failing = add();
		RecordingViewer other = add();
		failing.failing = true;
		this.viewers.startupBegan();
		other.await("send");
		await().until(() -> this.viewers.count() == 1);
	}

	@Test
	void heartbeatIsSentAndOldConnectionEnds() throws Exception {
		this.viewers = new Viewers(1, Duration.ofMillis(20), Duration.ofMillis(200));
		RecordingViewer viewer = add();
		viewer.await("send");
		await().until(() -> viewer.calls.contains("close"));
		assertThat(this.viewers.count()).isZero();
	}

	@Test
	void stopEndsConnectionsAndRefusesNewOnesUntilStart() throws Exception {
		RecordingViewer viewer = add();
		assertThat(this.viewers.isRunning()).isTrue();
		this.viewers.stop();
		viewer.await("close");
		assertThat(this.viewers.isRunning()).isFalse();
		assertThat(this.viewers.add(viewer)).isFalse();
		this.viewers.startupBegan();
		assertThat(this.viewers.isRunning()).isTrue();
		assertThat(this.viewers.add(viewer)).isTrue();
	}

	@Test
	void stopIsNotHinderedByViewerThatFails() throws Exception {
		RecordingViewer failing = add();
		RecordingViewer other = add();
		failing.failing = true;
		this.viewers.stop();
		other.await("close");
		assertThat(this.viewers.count()).isZero();
	}

	@Test
	void stopsBeforeServerWaitsForOpenRequests() {
		assertThat(this.viewers.getPhase()).isGreaterThanOrEqualTo(WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE);
	}

	private RecordingViewer add() {
		RecordingViewer viewer = new RecordingViewer();
		assertThat(this.viewers.add(viewer)).isTrue();
		return viewer;
	}

	private static boolean threadIsAlive() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.anyMatch((thread) -> thread.getName().equals("lifecycle-page"));
	}

	private static final class RecordingViewer implements Viewer {

		private final BlockingQueue<String> calls = new LinkedBlockingQueue<>();

		private volatile boolean failing;

		private volatile CountDownLatch sending = new CountDownLatch(0);

		@Override
		public void send() {
			call("send");
			try {
				this.sending.await();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

		@Override
		public void close() {
			call("close");
		}

		private void call(String name) {
			if (this.failing) {
				throw new IllegalStateException("gone");
			}
			this.calls.add(name);
		}

		void await(String call) throws InterruptedException {
			assertThat(this.calls.poll(60, TimeUnit.SECONDS)).isEqualTo(call);
		}

	}

}
