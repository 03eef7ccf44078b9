package dev.lifecycle.context;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.Lifecycle;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.log.LogMessage;
import org.springframework.util.ClassUtils;

import dev.lifecycle.DependencyType;
import dev.lifecycle.context.InjectionWalk.Reached;
import dev.lifecycle.graph.Dependency;
import dev.lifecycle.graph.ServiceDefinition;

/**
 * Adds what injection says of services to what they declare.
 */
final class InferredDependencies {

	private static final Log logger = LogFactory.getLog(InferredDependencies.class);

	// What Spring starts from here on may rely on services: the web server comes first.
	private static final int WEB_SERVER_PHASE = Integer.MAX_VALUE - 2048;

	private final ConfigurableListableBeanFactory beanFactory;

	private final DiscoveredServices declared;

	private final InjectionEdges mode;

	private final InjectionPoints points;

	private final Map<String, DiscoveredService> services;

	private final Map<String, String> namesByBean = new LinkedHashMap<>();

	InferredDependencies(ConfigurableListableBeanFactory beanFactory, DiscoveredServices declared,
			InjectionEdges mode) {
		this.beanFactory = beanFactory;
		this.declared = declared;
		this.mode = mode;
		this.points = new InjectionPoints(beanFactory);
		this.services = new LinkedHashMap<>(declared.byName());
		declared.byName().forEach((name, service) -> {
			if (service.beanName() != null) {
				this.namesByBean.put(service.beanName(), name);
			}
		});
	}

	DiscoveredServices apply(Map<String, Lifecycle> lifecycleBeans) {
		if (this.mode == InjectionEdges.IGNORE) {
			return this.declared;
		}
		adopt(lifecycleBeans);
		DeclaredPaths paths = new DeclaredPaths(this.declared.byName());
		InjectionWalk walk = walk();
		this.namesByBean.forEach((bean, name) -> {
			if (!this.declared.mocks().contains(name)) {
				infer(name, walk.from(bean), paths);
			}
		});
		return this.declared.withServices(this.services);
	}

	private InjectionWalk walk() {
		return new InjectionWalk(this.beanFactory, this.points, this.namesByBean.keySet());
	}

	private void adopt(Map<String, Lifecycle> lifecycleBeans) {
		InjectionWalk walk = walk();
		Map<String, String> adopted = new LinkedHashMap<>();
		lifecycleBeans.forEach((bean, lifecycle) -> {
			if (this.namesByBean.containsKey(bean) || !(lifecycle instanceof SmartLifecycle smart)
					|| !smart.isAutoStartup() || smart.getPhase() >= WEB_SERVER_PHASE) {
				return;
			}
			// An edge that only its configuration class explains is no need of its own.
			List<String> needed = walk.from(bean)
				.stream()
				.filter((reached) -> reached.type() != DependencyType.SOFT)
				.map((reached) -> service(reached.bean()))
				.toList();
			if (!needed.isEmpty() && !this.services.containsKey(bean)) {
				adopted.put(bean, String.join(", ", needed));
			}
		});
		adopted.forEach(this::adopt);
	}

	private void adopt(String bean, String needed) {
		if (this.mode == InjectionEdges.WARN) {
			logger.warn(LogMessage.format(
					"Lifecycle bean '%s' uses %s but is no service and may start earlier. Add @LifecycleService to %s",
					bean, needed, describe(bean)));
			return;
		}
		logger.info(LogMessage.format("Lifecycle bean '%s' is started as a service because it uses %s", bean, needed));
		ServiceDefinition definition = new ServiceDefinition(bean, describe(bean), null, null, true, List.of());
		this.services.put(bean, new DiscoveredService(definition, bean, null, null, List.of(), Await.IN_ORDER));
		this.namesByBean.put(bean, bean);
	}

	private void infer(String name, List<Reached> reached, DeclaredPaths paths) {
		DiscoveredService service = Objects.requireNonNull(this.services.get(name));
		List<Dependency> dependencies = new ArrayList<>(service.definition().dependencies());
		for (Reached target : reached) {
			String targetName = service(target.bean());
			if (paths.connect(name, targetName)) {
				continue;
			}
			String source = source(Objects.requireNonNull(service.beanName()), target);
			if (this.mode == InjectionEdges.WARN) {
				logger.warn(LogMessage.format(
						"Service '%s' uses '%s' without declaring it (%s). Add @DependsOnService(\"%s\") to %s", name,
						targetName, source, targetName, service.definition().source()));
				continue;
			}
			dependencies.add(new Dependency(targetName, target.type(), null, "", source, true));
		}
		if (dependencies.size() > service.definition().dependencies().size()) {
			this.services.put(name, service.withDependencies(dependencies));
		}
	}

	private String source(String bean, Reached target) {
		String through = target.through()
			.stream()
			.map((name) -> "'" + name + "'")
			.collect(Collectors.joining(", ", ", through ", ""));
		return "injection into " + describe(bean) + (target.through().isEmpty() ? "" : through);
	}

	private String describe(String bean) {
		Class<?> type = this.beanFactory.getType(bean, false);
		return (type != null) ? ClassUtils.getUserClass(type).getName() : "bean '" + bean + "'";
	}

	private String service(String bean) {
		return Objects.requireNonNull(this.namesByBean.get(bean));
	}

}
