package dev.lifecycle.readiness;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.lifecycle.ReadinessResult;
import dev.lifecycle.engine.RemoteProbe;

/**
 * Asks several databases, until one is not ready.
 */
final class MigrationsProbe implements RemoteProbe {

	private final List<RemoteProbe> databases;

	private volatile @Nullable RemoteProbe asked;

	MigrationsProbe(List<RemoteProbe> databases) {
		this.databases = databases;
	}

	@Override
	public ReadinessResult check() throws Exception {
		for (RemoteProbe database : this.databases) {
			this.asked = database;
			ReadinessResult result = database.check();
			if (!result.isReady()) {
				return result;
			}
		}
		return ReadinessResult.ready();
	}

	@Override
	public @Nullable String remote() {
		RemoteProbe asked = this.asked;
		return (asked != null) ? asked.remote() : null;
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
