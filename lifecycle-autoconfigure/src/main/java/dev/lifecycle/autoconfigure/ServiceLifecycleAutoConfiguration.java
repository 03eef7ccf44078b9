package dev.lifecycle.autoconfigure;

import java.util.function.Consumer;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.context.support.DefaultLifecycleProcessor;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.Environment;

import dev.lifecycle.LifecycleManager;
import dev.lifecycle.context.ComponentDecorator;
import dev.lifecycle.context.ServiceLifecycleProcessor;
import dev.lifecycle.context.ServicePlan;
import dev.lifecycle.engine.EngineListener;
import dev.lifecycle.gate.GateBypass;
import dev.lifecycle.gate.StartupProgress;
import dev.lifecycle.gate.TrafficGate;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the start-up of services in
 * dependency order.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = LifecycleAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "lifecycle.enabled", matchIfMissing = true)
@EnableConfigurationProperties(LifecycleProperties.class)
@ImportRuntimeHints(ServiceLifecycleRuntimeHints.class)
public final class ServiceLifecycleAutoConfiguration {

	static final String GATE_LISTENER = "lifecycleGateListener";

	private static final ResolvableType CUSTOMIZER = ResolvableType.forClassWithGenerics(Consumer.class,
			DefaultLifecycleProcessor.class);

	@Bean
	static ServicePlan servicePlan(Environment environment) {
		LifecycleOptionsFactory factory = new LifecycleOptionsFactory(environment);
		return new ServicePlan(environment, factory.isConfigured(), factory::options, UnusedBeans::removeFrom);
	}

	@Bean
	@Lazy
	LifecycleManager lifecycleManager(ServicePlan plan) {
		return plan.manager();
	}

	// Without our processor there are no services, and nobody else to open the gate.
	@Bean
	@Lazy
	TrafficGate trafficGate(ServicePlan plan, ConfigurableListableBeanFactory beanFactory) {
		TrafficGate gate = new TrafficGate();
		Class<?> processor = beanFactory.getType(AbstractApplicationContext.LIFECYCLE_PROCESSOR_BEAN_NAME, false);
		if (plan.isIdle() || processor == null || !ServiceLifecycleProcessor.class.isAssignableFrom(processor)) {
			gate.open();
		}
		return gate;
	}

	@Bean(GATE_LISTENER)
	GateListener lifecycleGateListener(TrafficGate gate) {
		return new GateListener(gate);
	}

	@Bean
	@Lazy
	StartupProgress startupProgress(LifecycleManager manager) {
		return new EngineProgress(manager);
	}

	@Bean
	@Lazy
	GateBypass gateBypass() {
		return new GateBypass();
	}

	@Bean(name = AbstractApplicationContext.LIFECYCLE_PROCESSOR_BEAN_NAME)
	@ConditionalOnMissingBean(name = AbstractApplicationContext.LIFECYCLE_PROCESSOR_BEAN_NAME,
			search = SearchStrategy.CURRENT)
	ServiceLifecycleProcessor serviceLifecycleProcessor(ServicePlan plan, ObjectProvider<EngineListener> listeners,
			ObjectProvider<TrafficGate> gate, ObjectProvider<ComponentDecorator> decorators,
			LifecycleProperties properties, ListableBeanFactory beanFactory) {
		ServiceLifecycleProcessor processor = new ServiceLifecycleProcessor(plan, listeners.orderedStream().toList(),
				(timeout) -> gate.getObject().awaitAnswers(timeout),
				decorators.getIfUnique(() -> (service, component) -> component));
		processor.setTimeoutPerShutdownPhase(properties.getTimeoutPerShutdownPhase().toMillis());
		// Injection would fall back to consumers of anything.
		ObjectProvider<Consumer<DefaultLifecycleProcessor>> customizers = beanFactory.getBeanProvider(CUSTOMIZER);
		customizers.orderedStream().forEach((customizer) -> customizer.accept(processor));
		return processor;
	}

}
