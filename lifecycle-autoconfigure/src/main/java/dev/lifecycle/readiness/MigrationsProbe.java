package dev.lifecycle.readiness;

import java.util.List;

import dev.lifecycle.ReadinessProbe;
import dev.lifecycle.ReadinessResult;

/**
 * Asks several databases, until one is not ready.
 */
final class MigrationsProbe implements ReadinessProbe {

	private final List<ReadinessProbe> databases;

	MigrationsProbe(List<ReadinessProbe> databases) {
		this.databases = databases;
	}

	@Override
	public ReadinessResult check() throws Exception {
		for (ReadinessProbe database : this.databases) {
			ReadinessResult result = database.check();
			if (!result.isReady()) {
				return result;
			}
		}
		return ReadinessResult.ready();
	}

	/**
	 * Say what is wrong with migrations.
	 * @param what what is wrong, as a verb in the singular
	 * @param migrations the migrations, at least one
	 * @param database words for the database
	 * @return the sentence
	 */
	static String sentence(String what, List<String> migrations, String database) {
		int others = migrations.size() - 1;
		return "migration '%s' of %s %s%s".formatted(migrations.get(0), database, what,
				(others > 0) ? ", and " + others + " more" : "");
	}

}
