package dev.lifecycle.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.web.reactive.DispatcherHandler;

import dev.lifecycle.autoconfigure.ServiceLifecycleProperties.Gate;
import dev.lifecycle.gate.ExemptPaths;
import dev.lifecycle.gate.GateBypass;
import dev.lifecycle.gate.GateMode;
import dev.lifecycle.gate.StartupProgress;
import dev.lifecycle.gate.TrafficGate;
import dev.lifecycle.gate.reactive.TrafficGateWebFilter;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the gate in front of reactive
 * applications.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = ServiceLifecycleAutoConfiguration.class)
@ConditionalOnClass({ DispatcherHandler.class, WebServerApplicationContext.class })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnBean(name = "trafficGate")
public final class ServiceLifecycleReactiveGateAutoConfiguration {

	private static final String BYPASS = "gateBypass";

	@Bean
	TrafficGateWebFilter trafficGateWebFilter(TrafficGate gate, ObjectProvider<ExemptPaths> exemptPaths,
			ObjectProvider<StartupProgress> progress, ConfigurableListableBeanFactory beanFactory,
			Environment environment) {
		GateFactory factory = new GateFactory(environment);
		Gate settings = factory.settings();
		return new TrafficGateWebFilter((settings.mode() != GateMode.OFF) ? gate : openGate(),
				factory.exemptions(exemptPaths), () -> existingBypass(beanFactory), factory.refusals(progress),
				settings.maxWait(), factory.maxHeld());
	}

	private static TrafficGate openGate() {
		TrafficGate gate = new TrafficGate();
		gate.open();
		return gate;
	}

	// Not created on the event loop that asks. Before it exists nobody knows its token.
	private static @Nullable GateBypass existingBypass(ConfigurableListableBeanFactory beanFactory) {
		return (GateBypass) beanFactory.getSingleton(BYPASS);
	}

	@Bean
	@ConditionalOnClass(name = { "org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType",
			"org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints" })
	ExemptPaths endpointExemptPaths(ConfigurableListableBeanFactory beanFactory, Environment environment) {
		return new EndpointExemptPaths(beanFactory, environment);
	}

}
