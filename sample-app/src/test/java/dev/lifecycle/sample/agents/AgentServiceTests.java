package dev.lifecycle.sample.agents;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabase;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;
import org.springframework.mock.env.MockEnvironment;

import dev.lifecycle.sample.SampleProperties;
import dev.lifecycle.sample.agents.AgentService.Answer;
import dev.lifecycle.sample.database.Database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link AgentService} with the agents of the demo data.
 */
class AgentServiceTests {

	private final EmbeddedDatabase dataSource = new EmbeddedDatabaseBuilder().setType(EmbeddedDatabaseType.H2)
		.generateUniqueName(true)
		.addScripts("db/migration/V1__schema.sql", "db/migration/V2__demo_data.sql")
		.build();

	private final Database database = mock();

	private final AgentService agents = new AgentService(this.database, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC),
			Binder.get(new MockEnvironment()).bindOrCreate("sample", SampleProperties.class));

	@BeforeEach
	void prepare() {
		given(this.database.jdbc()).willReturn(JdbcClient.create(this.dataSource));
	}

	@AfterEach
	void shutDown() {
		this.dataSource.shutdown();
	}

	@Test
	void agentsLoadedWhenStartedThenReadyUntilStopped() {
		assertThat(this.agents.agentsLoaded().isReady()).isFalse();
		this.agents.start();
		assertThat(this.agents.agentsLoaded().isReady()).isTrue();
		this.agents.stop();
		assertThat(this.agents.agentsLoaded().isReady()).isFalse();
	}

	@Test
	void answerComesFromTheAgentThatIsAddressed() {
		this.agents.start();
		assertThat(this.agents.answer("ada", "@clock")).contains(new Answer("clock", "It is 00:00:00 UTC, ada."));
		assertThat(this.agents.answer("ada", "@echo one two")).contains(new Answer("echo", "one two"));
		assertThat(this.agents.answer("ada", "@echo")).contains(new Answer("echo", "…"));
		assertThat(this.agents.answer("ada", "@helper").orElseThrow().text()).startsWith("Hello ada.");
	}

	@Test
	void answerWhenNoAgentIsAddressedThenIsEmpty() {
		this.agents.start();
		assertThat(this.agents.answer("ada", "Good morning")).isEmpty();
	}

}
