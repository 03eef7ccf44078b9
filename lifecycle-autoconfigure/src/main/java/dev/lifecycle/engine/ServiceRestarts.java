package dev.lifecycle.engine;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.lifecycle.engine.EngineSettings.Restarting;

/**
 * What is known of the restarts of a service.
 *
 * @param underWay why it is being restarted, for people and masked; {@code null} if it is
 * not
 * @param exhausted why it is not restarted automatically any more, for people and masked;
 * {@code null} if it may be
 * @param begun when it was restarted automatically, oldest first; older ones than count
 * may be missing
 * @param settings how services are restarted automatically; {@code null} if they are not
 * @since 0.1.0
 */
public record ServiceRestarts(@Nullable String underWay, @Nullable String exhausted, List<Instant> begun,
		@Nullable Restarting settings) {

	/**
	 * Nothing to tell.
	 */
	public static final ServiceRestarts NONE = new ServiceRestarts(null, null, List.of(), null);

	public ServiceRestarts {
		begun = List.copyOf(begun);
	}

	/**
	 * Return the automatic restarts that count.
	 * @param now the time
	 * @return when they began, oldest first
	 */
	public List<Instant> counting(Instant now) {
		Restarting settings = this.settings;
		return (settings != null)
				? this.begun.stream().filter((begun) -> begun.isAfter(now.minus(settings.window()))).toList()
				: List.of();
	}

}
