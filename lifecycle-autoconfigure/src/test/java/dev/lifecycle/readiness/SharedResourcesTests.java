package dev.lifecycle.readiness;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link SharedResources}.
 */
class SharedResourcesTests {

	private final SharedResources<String, AtomicBoolean> resources = new SharedResources<>(
			(key) -> new AtomicBoolean(true), (resource) -> resource.set(false));

	private final CountDownLatch started = new CountDownLatch(4);

	@Test
	void acquireWhenUsedThenTheSame() {
		AtomicBoolean resource = this.resources.acquire("a");
		assertThat(this.resources.acquire("a")).isSameAs(resource);
		assertThat(this.resources.acquire("b")).isNotSameAs(resource);
	}

	@Test
	void releaseWhenOthersUseItThenGoesOn() {
		AtomicBoolean resource = this.resources.acquire("a");
		this.resources.acquire("a");
		this.resources.release("a");
		assertThat(resource).isTrue();
		this.resources.release("a");
		assertThat(resource).isFalse();
	}

	@Test
	void acquireWhenEndedThenANewOne() {
		AtomicBoolean resource = this.resources.acquire("a");
		this.resources.release("a");
		assertThat(this.resources.acquire("a")).isNotSameAs(resource).isTrue();
	}

	@Test
	void releaseWhenNotAcquiredThenFails() {
		assertThatIllegalStateException().isThrownBy(() -> this.resources.release("a"));
	}

	@Test
	void acquireAndReleaseAtTheSameTimeNeverEndWhatIsUsed() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(4);
		try {
			List<CompletableFuture<Boolean>> usable = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				usable.add(CompletableFuture.supplyAsync(this::alwaysUsable, threads));
			}
			for (CompletableFuture<Boolean> result : usable) {
				assertThat(result.get(1, TimeUnit.MINUTES)).isTrue();
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	private boolean alwaysUsable() {
		this.started.countDown();
		boolean usable = awaitStarted();
		for (int i = 0; i < 100_000; i++) {
			AtomicBoolean resource = this.resources.acquire("a");
			usable &= resource.get();
			this.resources.release("a");
		}
		return usable;
	}

	private boolean awaitStarted() {
		try {
			return this.started.await(20, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

}
