package dev.lifecycle.context;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.core.log.LogMessage;

import dev.lifecycle.DependencyType;
import dev.lifecycle.context.ServiceDraft.Reference;
import dev.lifecycle.graph.Dependency;

/**
 * Turns names and types that services refer to into names of services. Beans that are
 * referred to become services.
 */
final class ReferenceResolver {

	private static final Log logger = LogFactory.getLog(ReferenceResolver.class);

	private final ServiceDrafts drafts;

	private final TypeReferences types;

	private final boolean unknownAllowed;

	ReferenceResolver(ServiceDrafts drafts, boolean unknownAllowed) {
		this.drafts = drafts;
		this.types = new TypeReferences(drafts.catalog());
		this.unknownAllowed = unknownAllowed;
	}

	// Return one dependency per target; the first reference to it counts.
	List<Dependency> resolve(ServiceDraft dependent) {
		Map<String, Dependency> dependencies = new LinkedHashMap<>();
		for (Reference reference : dependent.references()) {
			String bean = (reference.type() != null) ? byType(dependent, reference.type(), reference)
					: byName(reference);
			ServiceDraft target = (bean != null) ? this.drafts.include(bean, reason(dependent, reference)) : null;
			if (target != null) {
				dependencies.putIfAbsent(target.name(), to(target.name(), reference.dependency()));
			}
			else if (isInParent(reference)) {
				logger.debug(LogMessage.format("Service '%s' depends on '%s' of a parent context, which is ready",
						dependent.name(), reference.dependency().target()));
			}
			else {
				rejectIfRequired(dependent, reference);
				dependencies.putIfAbsent(reference.dependency().target(), reference.dependency());
			}
		}
		return new ArrayList<>(dependencies.values());
	}

	private @Nullable String byName(Reference reference) {
		String name = reference.dependency().target();
		return reference.relaxed() ? this.drafts.names().findRelaxed(name, reference.dependency().source())
				: this.drafts.names().find(name);
	}

	private @Nullable String byType(ServiceDraft dependent, Class<?> type, Reference reference) {
		List<String> beans = this.types.find(type, dependent.bean().name());
		if (beans.size() > 1) {
			throw DiscoveryFailures.ambiguousType(dependent.name(), type, reference.dependency().source(), beans);
		}
		return beans.isEmpty() ? null : beans.get(0);
	}

	private boolean isInParent(Reference reference) {
		return (reference.type() != null) ? this.types.isInParent(reference.type())
				: this.drafts.isInParent(reference.dependency().target(), reference.relaxed());
	}

	private void rejectIfRequired(ServiceDraft dependent, Reference reference) {
		Dependency dependency = reference.dependency();
		if (this.unknownAllowed || dependency.type() != DependencyType.REQUIRED) {
			return;
		}
		if (reference.type() != null) {
			throw DiscoveryFailures.unknownType(dependent.name(), reference.type(), dependency.source());
		}
		throw DiscoveryFailures.unknownService(dependent.name(), dependency.target(), dependency.source(),
				this.drafts.names().known());
	}

	private static String reason(ServiceDraft dependent, Reference reference) {
		return "service '%s' depends on it (%s)".formatted(dependent.name(), reference.dependency().source());
	}

	private static Dependency to(String target, Dependency written) {
		return new Dependency(target, written.type(), written.timeout(), written.description(), written.source(),
				false);
	}

}
