package dev.lifecycle.autoconfigure;

import java.util.List;
import java.util.function.Consumer;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.BindableRuntimeHintsRegistrar;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.context.support.DefaultLifecycleProcessor;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.Environment;

import dev.lifecycle.LifecycleManager;
import dev.lifecycle.context.DeclaredDependenciesPostProcessor;
import dev.lifecycle.context.ServiceLifecycleProcessor;
import dev.lifecycle.context.ServicePlan;
import dev.lifecycle.engine.EngineListener;
import dev.lifecycle.gate.StartupProgress;
import dev.lifecycle.gate.TrafficGate;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the start-up of services in
 * dependency order.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = LifecycleAutoConfiguration.class, after = ServiceLifecycleGateAutoConfiguration.class)
@ImportRuntimeHints(ServiceLifecycleAutoConfiguration.Hints.class)
public final class ServiceLifecycleAutoConfiguration {

	/**
	 * Services are started by the engine.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBooleanProperty(name = "lifecycle.enabled", matchIfMissing = true)
	@EnableConfigurationProperties(LifecycleProperties.class)
	static class EngineConfiguration {

		private static final ResolvableType CUSTOMIZER = ResolvableType.forClassWithGenerics(Consumer.class,
				DefaultLifecycleProcessor.class);

		@Bean
		static ServicePlan servicePlan(Environment environment) {
			LifecycleOptionsFactory factory = new LifecycleOptionsFactory(environment);
			return new ServicePlan(environment, factory.isConfigured(), factory::options);
		}

		@Bean
		LifecycleManager lifecycleManager(ServicePlan plan) {
			return plan.manager();
		}

		@Bean
		GateListener lifecycleGateListener(TrafficGate gate) {
			return new GateListener(gate);
		}

		@Bean
		@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
		StartupProgress startupProgress(LifecycleManager manager) {
			return new EngineProgress(manager);
		}

		@Bean(name = AbstractApplicationContext.LIFECYCLE_PROCESSOR_BEAN_NAME)
		@ConditionalOnMissingBean(name = AbstractApplicationContext.LIFECYCLE_PROCESSOR_BEAN_NAME,
				search = SearchStrategy.CURRENT)
		ServiceLifecycleProcessor serviceLifecycleProcessor(ServicePlan plan, ObjectProvider<EngineListener> listeners,
				TrafficGate gate, LifecycleProperties properties, ListableBeanFactory beanFactory) {
			List<EngineListener> ordered = listeners.orderedStream().toList();
			ServiceLifecycleProcessor processor = new ServiceLifecycleProcessor(plan, ordered, gate::awaitAnswers);
			processor.setTimeoutPerShutdownPhase(properties.getTimeoutPerShutdownPhase().toMillis());
			// Injection would fall back to consumers of anything.
			ObjectProvider<Consumer<DefaultLifecycleProcessor>> customizers = beanFactory.getBeanProvider(CUSTOMIZER);
			customizers.orderedStream().forEach((customizer) -> customizer.accept(processor));
			return processor;
		}

	}

	/**
	 * Spring's own order applies.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBooleanProperty(name = "lifecycle.enabled", havingValue = false)
	static class DisabledConfiguration {

		@Bean
		static DeclaredDependenciesPostProcessor declaredDependenciesPostProcessor(Environment environment) {
			return new DeclaredDependenciesPostProcessor(environment,
					new LifecycleOptionsFactory(environment).services());
		}

	}

	/**
	 * Lets the properties be bound in a native image.
	 */
	static final class Hints extends BindableRuntimeHintsRegistrar {

		Hints() {
			super(ServiceLifecycleProperties.class);
		}

	}

}
