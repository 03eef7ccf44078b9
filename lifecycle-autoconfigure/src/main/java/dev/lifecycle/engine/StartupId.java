package dev.lifecycle.engine;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Short ids of start-ups, and the log lines that carry them.
 *
 * @since 0.1.0
 */
public final class StartupId {

	/**
	 * Key of the id in the diagnostic context (MDC) of a thread, and so the field of
	 * structured log lines.
	 */
	public static final String KEY = "lifecycle.startup";

	private StartupId() {
	}

	/**
	 * Create the id of another start-up.
	 * @return eight hexadecimal digits
	 */
	public static String create() {
		return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
	}

	/**
	 * Run a task whose log lines carry the id of a start-up. Afterwards the thread is
	 * marked as it was before.
	 * @param id the id; {@code null} if the task is part of none
	 * @param task the task
	 */
	public static void mark(@Nullable String id, Runnable task) {
		if (id == null) {
			task.run();
			return;
		}
		String previous = MDC.get(KEY);
		MDC.put(KEY, id);
		try {
			task.run();
		}
		finally {
			if (previous != null) {
				MDC.put(KEY, previous);
			}
			else {
				MDC.remove(KEY);
			}
		}
	}

}
