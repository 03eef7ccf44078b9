package dev.lifecycle.engine;

import java.util.List;

import org.junit.jupiter.api.Test;

import dev.lifecycle.graph.Dependency;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the {@link ServiceRun runs} of a snapshot.
 */
@SuppressWarnings("FutureReturnValueIgnored")
class ServiceRunTests {

	private final EngineFixture fixture = new EngineFixture().retries(0);

	@Test
	void waitingForShrinksWithEachDependencyThatIsReady() {
		this.fixture.service("web", Dependency.on("db"), Dependency.on("cache"))
			.service("db")
			.service("cache")
			.hold("lifecycle-db")
			.hold("lifecycle-cache");
		this.fixture.begin();
		assertThat(run("web").waitingFor()).containsExactlyInAnyOrder("db", "cache");
		this.fixture.release("lifecycle-db");
		assertThat(run("web").waitingFor()).containsExactly("cache");
		this.fixture.release("lifecycle-cache");
		assertThat(run("web").waitingFor()).isEmpty();
		assertThat(run("web").releasedBy()).isEqualTo("cache");
	}

	@Test
	void waitingForIsEmptyWhileWaitingForFreePlace() {
		this.fixture.service("a").service("b").maxParallelStarts(1).hold("lifecycle-a");
		this.fixture.begin();
		assertThat(run("b").waitingFor()).isEmpty();
	}

	@Test
	void waitingForNamesPhase() {
		this.fixture.phase("one", null, true)
			.phase("two", null, true)
			.inPhase("one", "db", true)
			.inPhase("two", "web", true)
			.hold("lifecycle-db");
		this.fixture.begin();
		assertThat(run("web").waitingFor()).containsExactly("begin of phase 'two'");
		this.fixture.release("lifecycle-db");
		assertThat(run("web").waitingFor()).isEmpty();
		assertThat(run("web").releasedBy()).isEqualTo("db");
	}

	@Test
	void epochCountsRunsAndFailureBelongsToLatest() {
		this.fixture.service("db");
		this.fixture.component("db").failStart(new IllegalStateException("no password=hunter2 accepted"));
		assertThat(run("db")).isEqualTo(new ServiceRun("db", 0, null, List.of(), null, null, ServiceRestarts.NONE));
		this.fixture.begin();
		assertThat(run("db").failure()).isEqualTo("no password=****** accepted");
		assertThat(run("db").epoch()).isOne();
		assertThat(run("db").begun()).isNotNull();
		this.fixture.begin();
		assertThat(run("db").failure()).isNull();
		assertThat(run("db").epoch()).isEqualTo(2);
	}

	private ServiceRun run(String service) {
		return this.fixture.engine()
			.snapshot()
			.runs()
			.stream()
			.filter((run) -> run.name().equals(service))
			.findFirst()
			.orElseThrow();
	}

}
