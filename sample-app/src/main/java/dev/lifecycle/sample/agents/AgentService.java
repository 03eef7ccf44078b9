package dev.lifecycle.sample.agents;

import java.time.Clock;
import java.time.Duration;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

import org.springframework.stereotype.Service;

import dev.lifecycle.AbstractLifecycleService;
import dev.lifecycle.DependsOnService;
import dev.lifecycle.ReadinessCheck;
import dev.lifecycle.ReadinessResult;
import dev.lifecycle.sample.SampleProperties;
import dev.lifecycle.sample.database.Database;

/**
 * The service {@code agents}: loads the agents from the database and answers for them.
 *
 * @since 0.1.0
 */
@Service("agents")
@DependsOnService(value = "database", description = "agent definitions")
public final class AgentService extends AbstractLifecycleService {

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss 'UTC'");

	private final Database database;

	private final Clock clock;

	private final Duration delay;

	private volatile List<Agent> agents = List.of();

	AgentService(Database database, Clock clock, SampleProperties properties) {
		this.database = database;
		this.clock = clock;
		this.delay = properties.delays().agents();
	}

	@Override
	protected void onStart() throws InterruptedException {
		Thread.sleep(this.delay.toMillis());
		this.agents = this.database.jdbc().sql("select * from agent order by name").query(Agent.class).list();
	}

	@Override
	protected void onStop() {
		this.agents = List.of();
	}

	@ReadinessCheck
	ReadinessResult agentsLoaded() {
		return this.agents.isEmpty() ? ReadinessResult.notReady("No agent is defined in the database")
				: ReadinessResult.ready();
	}

	/**
	 * Return all agents.
	 * @return the agents, in alphabetical order
	 */
	public List<Agent> agents() {
		return this.agents;
	}

	/**
	 * Let an agent answer.
	 * @param author name of the user who said something
	 * @param text what was said
	 * @return the answer of the agent that was addressed, if any
	 */
	public Optional<Answer> answer(String author, String text) {
		return this.agents.stream()
			.filter((agent) -> agent.isAddressedBy(text))
			.findFirst()
			.map((agent) -> new Answer(agent.name(), render(agent, author, text)));
	}

	private String render(Agent agent, String author, String text) {
		String template = agent.template().replace("{author}", author);
		return switch (agent.behaviour()) {
			case REPLY -> template;
			case TIME -> template.replace("{time}", LocalTime.now(this.clock).format(TIME));
			case ECHO -> template.replace("{text}", wordsAfter(agent.command(), text));
		};
	}

	private static String wordsAfter(String command, String text) {
		String words = text.substring(command.length()).strip();
		return words.isEmpty() ? "…" : words;
	}

	/**
	 * What an agent says.
	 *
	 * @param agent name of the agent
	 * @param text what it says
	 */
	public record Answer(String agent, String text) {

	}

}
