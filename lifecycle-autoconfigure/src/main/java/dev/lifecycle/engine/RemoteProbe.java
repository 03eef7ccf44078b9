package dev.lifecycle.engine;

import org.jspecify.annotations.Nullable;

import dev.lifecycle.ReadinessProbe;

/**
 * A probe that asks somebody who can be named even if there is no answer.
 *
 * @since 0.1.0
 */
public interface RemoteProbe extends ReadinessProbe {

	/**
	 * Return who is asked. Called while a check is under way, on a thread that must not
	 * block.
	 * @return words for people, without secrets; {@code null} if that is unknown
	 */
	@Nullable String remote();

}
