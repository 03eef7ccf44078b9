package dev.lifecycle.context;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.Lifecycle;
import org.springframework.context.Phased;
import org.springframework.core.log.LogMessage;
import org.springframework.util.ClassUtils;

/**
 * Lifecycle beans that take in work from outside, and so may only start when all services
 * are ready, whatever their own phase is. What merely connects beans of the application,
 * such as an endpoint that is subscribed to a channel, is not among them: services may
 * need it for their start.
 */
final class WorkConsumers {

	/**
	 * Phase of consumers that would start too early.
	 */
	static final int PHASE = StartupBarrier.PHASE + 1;

	// Containers of annotated methods are no beans; their registry starts them.
	private static final List<String> TYPES = List.of("org.springframework.amqp.core.MessageListenerContainer",
			"org.springframework.amqp.rabbit.listener.RabbitListenerEndpointRegistry",
			"org.springframework.grpc.server.lifecycle.GrpcServerLifecycle",
			"org.springframework.integration.amqp.channel.AbstractSubscribableAmqpChannel",
			"org.springframework.integration.dsl.IntegrationFlow",
			"org.springframework.integration.endpoint.AbstractPollingEndpoint",
			"org.springframework.integration.endpoint.MessageProducerSupport",
			"org.springframework.integration.gateway.MessagingGatewaySupport",
			"org.springframework.integration.ip.tcp.connection.AbstractServerConnectionFactory",
			"org.springframework.integration.jms.channel.SubscribableJmsChannel",
			"org.springframework.integration.kafka.channel.SubscribableKafkaChannel",
			"org.springframework.jms.config.JmsListenerEndpointRegistry",
			"org.springframework.jms.listener.MessageListenerContainer",
			"org.springframework.kafka.config.KafkaListenerEndpointRegistry",
			"org.springframework.kafka.config.StreamsBuilderFactoryBean",
			"org.springframework.kafka.listener.MessageListenerContainer",
			"org.springframework.pulsar.config.GenericListenerEndpointRegistry",
			"org.springframework.pulsar.config.GenericReaderEndpointRegistry",
			"org.springframework.pulsar.listener.MessageListenerContainer",
			"org.springframework.pulsar.reader.PulsarMessageReaderContainer",
			"org.springframework.scheduling.quartz.SchedulerFactoryBean");

	// Called through the web server. The gate holds their work, and once it is open they
	// have to run already.
	private static final List<String> BEHIND_GATE = List.of("org.springframework.integration.http.",
			"org.springframework.integration.webflux.", "org.springframework.integration.websocket.",
			"org.springframework.integration.ws.");

	private static final String PREFIX = "consumer:";

	private static final Log logger = LogFactory.getLog(WorkConsumers.class);

	private final ConfigurableListableBeanFactory beanFactory;

	private final Set<String> services = new HashSet<>();

	private final List<Class<?>> types;

	/**
	 * Create consumers of a bean factory.
	 * @param beanFactory the bean factory
	 * @param services the services, which are never treated as consumers
	 */
	WorkConsumers(ConfigurableListableBeanFactory beanFactory, DiscoveredServices services) {
		this.beanFactory = beanFactory;
		services.byName().values().forEach((service) -> {
			if (service.beanName() != null) {
				this.services.add(service.beanName());
			}
		});
		ClassLoader classLoader = beanFactory.getBeanClassLoader();
		this.types = TYPES.stream().<Class<?>>mapMulti((name, types) -> {
			Class<?> type = resolve(name, classLoader);
			if (type != null) {
				types.accept(type);
			}
		}).toList();
	}

	private static @Nullable Class<?> resolve(String name, @Nullable ClassLoader classLoader) {
		return ClassUtils.isPresent(name, classLoader) ? ClassUtils.resolveClassName(name, classLoader) : null;
	}

	/**
	 * Return whether a bean takes in work.
	 * @param name name of the bean
	 * @param bean the bean
	 * @return {@code true} if it may only start after the services
	 */
	boolean contains(String name, Lifecycle bean) {
		return !this.services.contains(name) && contains(bean);
	}

	private boolean contains(Lifecycle bean) {
		Class<?> product = (bean instanceof FactoryBean<?> factory) ? factory.getObjectType() : null;
		return isConsumer(AopUtils.getTargetClass(bean)) || (product != null && isConsumer(product));
	}

	private boolean isConsumer(Class<?> type) {
		return this.types.stream().anyMatch((consumer) -> consumer.isAssignableFrom(type)) && !isBehindGate(type);
	}

	private static boolean isBehindGate(Class<?> type) {
		return Stream.<Class<?>>iterate(type, Objects::nonNull, Class::getSuperclass)
			.anyMatch((ancestor) -> BEHIND_GATE.stream().anyMatch(ancestor.getName()::startsWith));
	}

	/**
	 * Return the phase of a lifecycle bean that is no service.
	 * @param bean the bean
	 * @param phase its own phase
	 * @return the phase to start it in
	 */
	int phase(Lifecycle bean, int phase) {
		return (phase < PHASE && contains(bean)) ? PHASE : phase;
	}

	/**
	 * Give consumers names of their own, so that Spring does not start them together with
	 * the beans they have been injected into.
	 * @param beans lifecycle beans by bean name
	 * @return all of these beans
	 */
	Map<String, Lifecycle> detach(Map<String, Lifecycle> beans) {
		Map<String, Lifecycle> result = new LinkedHashMap<>();
		beans.forEach((name, bean) -> result.put(contains(name, bean) ? detach(name) : name, bean));
		return result;
	}

	// Whatever a consumer needs itself still starts before it, and stops after it.
	private String detach(String name) {
		String detached = PREFIX + name;
		for (String dependency : this.beanFactory.getDependenciesForBean(name)) {
			this.beanFactory.registerDependentBean(dependency, detached);
		}
		return detached;
	}

	/**
	 * Log which beans start later than they would without services.
	 * @param beans lifecycle beans by bean name
	 */
	void logLate(Map<String, Lifecycle> beans) {
		String late = beans.entrySet()
			.stream()
			.filter((entry) -> contains(entry.getKey(), entry.getValue()))
			.filter((entry) -> phaseOf(entry.getValue()) < PHASE)
			.map((entry) -> "'" + entry.getKey() + "'")
			.collect(Collectors.joining(", "));
		if (!late.isEmpty()) {
			logger.info(
					LogMessage.format("Consumers of work start after all services, not in their own phase: %s", late));
		}
	}

	private static int phaseOf(Lifecycle bean) {
		return (bean instanceof Phased phased) ? phased.getPhase() : 0;
	}

}
