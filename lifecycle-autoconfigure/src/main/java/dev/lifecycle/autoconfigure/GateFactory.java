package dev.lifecycle.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.Environment;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import org.springframework.web.util.pattern.PatternParseException;

import dev.lifecycle.autoconfigure.ServiceLifecycleProperties.Gate;
import dev.lifecycle.gate.ExemptPaths;
import dev.lifecycle.gate.Exemptions;
import dev.lifecycle.gate.GateMode;
import dev.lifecycle.gate.Refusals;
import dev.lifecycle.gate.StartupProgress;

/**
 * Creates what stands in front of an application, whatever its server, from
 * {@code lifecycle.gate} properties.
 */
final class GateFactory {

	private static final List<String> PROBES = List.of("/livez", "/readyz");

	private final Gate settings;

	GateFactory(Environment environment) {
		this.settings = new LifecycleOptionsFactory(environment).gate();
	}

	Gate settings() {
		return this.settings;
	}

	int maxHeld() {
		return (this.settings.mode() == GateMode.HOLD) ? this.settings.maxHeld() : 0;
	}

	Exemptions exemptions(ObjectProvider<ExemptPaths> others) {
		List<ExemptPaths> paths = new ArrayList<>(others.orderedStream().toList());
		paths.add(ExemptPaths.below(() -> PROBES));
		if (!this.settings.exclude().isEmpty()) {
			paths.add(ExemptPaths.matching(this.settings.exclude().stream().map(GateFactory::parse).toList()));
		}
		return new Exemptions(paths);
	}

	private static PathPattern parse(String pattern) {
		PathPatternParser parser = PathPatternParser.defaultInstance;
		try {
			return parser.parse(parser.initFullPathPattern(pattern));
		}
		catch (PatternParseException ex) {
			throw new InvalidConfigurationPropertyValueException("lifecycle.gate.exclude", pattern, ex.getMessage());
		}
	}

	Refusals refusals(ObjectProvider<StartupProgress> progress) {
		return new Refusals(() -> progress.getIfAvailable(StartupProgress::unknown), this.settings.showProgress(),
				this.settings.retryAfter());
	}

}
