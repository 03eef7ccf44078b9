package dev.lifecycle.sample.agents;

import org.junit.jupiter.api.Test;

import dev.lifecycle.sample.agents.Agent.Behaviour;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Agent}.
 */
class AgentTests {

	private final Agent agent = new Agent("echo", "@echo", Behaviour.ECHO, "{text}", "repeats what you say");

	@Test
	void isAddressedByItsCommand() {
		assertThat(this.agent.isAddressedBy("@echo")).isTrue();
		assertThat(this.agent.isAddressedBy("@echo one")).isTrue();
	}

	@Test
	void isNotAddressedByOtherWords() {
		assertThat(this.agent.isAddressedBy("@echoes")).isFalse();
		assertThat(this.agent.isAddressedBy("Hello @echo")).isFalse();
	}

}
