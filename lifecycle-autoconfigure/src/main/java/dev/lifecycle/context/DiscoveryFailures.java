package dev.lifecycle.context;

import java.lang.reflect.Method;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalyzedException;

import dev.lifecycle.ReadinessCheck;
import dev.lifecycle.graph.CloseMatches;

/**
 * What discovery says when declarations make no sense.
 */
final class DiscoveryFailures {

	private DiscoveryFailures() {
	}

	static FailureAnalyzedException probeMissing(String source) {
		return new FailureAnalyzedException("@ReadinessCheck on %s does not say what to check.".formatted(source),
				"Add 'health = \"…\"' with the name of a health contributor or 'probe = ….class' with the type of a bean, "
						+ "or move the annotation to an instance method of the bean that is the check.");
	}

	static FailureAnalyzedException twoProbes(String source) {
		return new FailureAnalyzedException("@ReadinessCheck on %s has both 'health' and 'probe'.".formatted(source),
				"Use two annotations.");
	}

	static FailureAnalyzedException probeOnMethod(String source, ReadinessCheck annotation) {
		String attribute = annotation.health().isEmpty() ? "probe = %s.class".formatted(annotation.probe().getName())
				: "health = \"%s\"".formatted(annotation.health());
		return new FailureAnalyzedException(
				"@ReadinessCheck on the method %s has '%s', but the method itself is the check.".formatted(source,
						attribute),
				"Remove '%s', or move the annotation to the bean's class or its @Bean method."
					.formatted(attribute.substring(0, attribute.indexOf(' '))));
	}

	static FailureAnalyzedException unknownCheck(String service, CheckSettings settings, Collection<String> declared) {
		String name = Objects.requireNonNull(settings.name());
		return new FailureAnalyzedException(
				"%s changes the check '%s' of service '%s', which declares %s.%s".formatted(settings.source(), name,
						service, declared.isEmpty() ? "no checks" : "only " + quoted(new TreeSet<>(declared)),
						didYouMean(name, declared)),
				"Correct the name, or say what the check is with one of 'jdbc', 'http', 'tcp' and the others.");
	}

	static FailureAnalyzedException checkMethod(Method method, String problem, String action) {
		return new FailureAnalyzedException(
				"@ReadinessCheck method %s %s.".formatted(Declarations.source(method), problem), action);
	}

	static FailureAnalyzedException notSingleton(BeanDescription bean, String reason) {
		return new FailureAnalyzedException(
				"Bean '%s' (%s) has scope '%s' but %s. Only singleton beans can be services.".formatted(bean.name(),
						bean.source(), bean.scope(), reason),
				"Make bean '%s' a singleton, or remove what makes it a service.".formatted(bean.name()));
	}

	static FailureAnalyzedException duplicate(String name, BeanDescription first, BeanDescription second) {
		return new FailureAnalyzedException(
				"There are two services named '%s': bean '%s' (%s) and bean '%s' (%s).".formatted(name, first.name(),
						first.source(), second.name(), second.source()),
				"Give one of them another name with @LifecycleService(name = \"…\").");
	}

	static FailureAnalyzedException duration(String attribute, String value, String problem,
			@Nullable Throwable cause) {
		String description = "%s is '%s', which %s.".formatted(attribute, value, problem);
		String action = "Use a positive duration such as \"30s\", \"500ms\" or \"PT2M\".";
		return (cause != null) ? new FailureAnalyzedException(description, action, cause)
				: new FailureAnalyzedException(description, action);
	}

	static FailureAnalyzedException nothingNamed(String source) {
		return new FailureAnalyzedException("@DependsOnService on %s names no service.".formatted(source),
				"Add the name of a service, as in @DependsOnService(\"database\"), or its type with 'services'.");
	}

	static FailureAnalyzedException unknownService(String service, String reference, String source,
			Collection<String> known) {
		return new FailureAnalyzedException(
				"Service '%s' requires '%s' (%s), but there is no service or singleton bean of that name.%s"
					.formatted(service, reference, source, didYouMean(reference, known)),
				"Correct the name, define the bean, or declare the dependency OPTIONAL if it may be absent.");
	}

	static FailureAnalyzedException unknownType(String service, Class<?> type, String source) {
		return new FailureAnalyzedException("Service '%s' requires a bean of type %s (%s), but there is none."
			.formatted(service, type.getName(), source),
				"Define a bean of that type, or declare the dependency OPTIONAL if it may be absent.");
	}

	static FailureAnalyzedException ambiguousType(String service, Class<?> type, String source,
			List<String> candidates) {
		return new FailureAnalyzedException(
				"Service '%s' depends on type %s (%s), which %s beans have: %s.".formatted(service, type.getName(),
						source, candidates.size(), quoted(candidates)),
				"Mark one of them as @Primary, or name the one that is meant: @DependsOnService(\"%s\")."
					.formatted(candidates.get(0)));
	}

	static FailureAnalyzedException unknownSettings(String key, Collection<String> known) {
		return new FailureAnalyzedException(
				"lifecycle.services.%s: there is no service or singleton bean named '%s'.%s".formatted(key, key,
						didYouMean(key, known)),
				"Correct the name, remove the property, or give the service 'checks' if it is an external one.");
	}

	static FailureAnalyzedException ambiguousName(String reference, String source, Collection<String> candidates) {
		return new FailureAnalyzedException(
				"%s: '%s' can mean any of %s.".formatted(source, reference, quoted(candidates)),
				"Write the name exactly as one of them.");
	}

	private static String didYouMean(String name, Collection<String> known) {
		List<String> matches = CloseMatches.of(name, known);
		return matches.isEmpty() ? "" : " Did you mean " + quoted(matches) + "?";
	}

	private static String quoted(Collection<String> names) {
		return names.stream().map((name) -> "'" + name + "'").collect(Collectors.joining(", "));
	}

}
