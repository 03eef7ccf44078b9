package dev.lifecycle.integration;

import java.util.Map;

import jakarta.jms.ConnectionFactory;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.apache.activemq.broker.BrokerService;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.rabbit.annotation.EnableRabbit;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.amqp.rabbit.config.SimpleRabbitListenerContainerFactory;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.listener.RabbitListenerEndpointRegistry;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jms.annotation.EnableJms;
import org.springframework.jms.annotation.JmsListener;
import org.springframework.jms.config.DefaultJmsListenerContainerFactory;
import org.springframework.jms.core.JmsTemplate;
import org.springframework.jms.listener.DefaultMessageListenerContainer;
import org.springframework.kafka.annotation.EnableKafka;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.config.ShareKafkaListenerContainerFactory;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultShareConsumerFactory;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.MessageListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that listener containers do not start before services are ready, whatever their
 * phase is. There is a JMS broker; containers of Kafka and AMQP run without one.
 */
class ListenerContainerDoorsTests {

	@Test
	void jmsContainerWaits() throws Exception {
		assertThatMessageWaits(JmsContainer.class);
	}

	@Test
	void jmsListenerWaits() throws Exception {
		assertThatMessageWaits(JmsListeners.class);
	}

	@Test
	void kafkaContainerWaits() throws Exception {
		assertThatContainerWaits(KafkaContainer.class, ConcurrentMessageListenerContainer.class);
	}

	@Test
	void kafkaListenerWaits() throws Exception {
		assertThatContainerWaits(KafkaListeners.class, KafkaListenerEndpointRegistry.class);
	}

	@Test
	void kafkaListenerWaitsWhenItsRegistryIsInjectedIntoEarlyBean() throws Exception {
		assertThatContainerWaits(InjectedKafkaListeners.class, KafkaListenerEndpointRegistry.class);
	}

	@Test
	void kafkaShareListenerWaits() throws Exception {
		assertThatContainerWaits(KafkaShareListeners.class, KafkaListenerEndpointRegistry.class);
	}

	@Test
	void amqpContainerWaits() throws Exception {
		assertThatContainerWaits(AmqpContainer.class, SimpleMessageListenerContainer.class);
	}

	@Test
	void amqpListenerWaits() throws Exception {
		assertThatContainerWaits(AmqpListeners.class, RabbitListenerEndpointRegistry.class);
	}

	private static void assertThatMessageWaits(Class<?> configuration) throws Exception {
		BrokerService broker = new BrokerService();
		broker.setPersistent(false);
		broker.setUseJmx(false);
		broker.setBrokerName("doors");
		broker.start();
		try (HeldStartup startup = new HeldStartup(configuration).awaitBarrier()) {
			new JmsTemplate(startup.bean(ConnectionFactory.class)).convertAndSend("orders", "message");
			assertThat(startup.journal()).isEmpty();
			startup.release();
			startup.awaitEntry("message");
			assertThat(startup.journal()).containsExactly(HeldStartup.READY, "message");
		}
		finally {
			broker.stop();
		}
	}

	private static void assertThatContainerWaits(Class<?> configuration, Class<? extends SmartLifecycle> type) {
		try (HeldStartup startup = new HeldStartup(configuration).awaitBarrier()) {
			assertThat(startup.bean(type).getPhase()).isZero();
			assertThat(startup.bean(type).isRunning()).isFalse();
			startup.release();
			assertThat(startup.bean(type).isRunning()).isTrue();
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Jms {

		@Bean
		ConnectionFactory connectionFactory() {
			return new ActiveMQConnectionFactory("vm://doors?create=false");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class JmsContainer extends Jms {

		@Bean
		DefaultMessageListenerContainer container(ConnectionFactory connectionFactory, Journal journal) {
			DefaultMessageListenerContainer container = new DefaultMessageListenerContainer();
			container.setConnectionFactory(connectionFactory);
			container.setDestinationName("orders");
			container.setMessageListener((jakarta.jms.MessageListener) (message) -> journal.add("message"));
			container.setPhase(0);
			return container;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableJms
	static class JmsListeners extends Jms {

		@Bean
		DefaultJmsListenerContainerFactory jmsListenerContainerFactory(ConnectionFactory connectionFactory) {
			DefaultJmsListenerContainerFactory factory = new DefaultJmsListenerContainerFactory();
			factory.setConnectionFactory(connectionFactory);
			factory.setPhase(0);
			return factory;
		}

		@Bean
		Listener listener(Journal journal) {
			return new Listener(journal);
		}

		static class Listener {

			private final Journal journal;

			Listener(Journal journal) {
				this.journal = journal;
			}

			@JmsListener(destination = "orders")
			void listen(String message) {
				this.journal.add(message);
			}

		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Kafka {

		@Bean
		ConsumerFactory<String, String> consumerFactory() {
			return new DefaultKafkaConsumerFactory<>(Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:1",
					ConsumerConfig.GROUP_ID_CONFIG, "doors"), new StringDeserializer(), new StringDeserializer());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class KafkaContainer extends Kafka {

		@Bean
		ConcurrentMessageListenerContainer<String, String> container(ConsumerFactory<String, String> consumerFactory) {
			ContainerProperties properties = new ContainerProperties("orders");
			properties.setMessageListener((MessageListener<String, String>) (data) -> {
			});
			ConcurrentMessageListenerContainer<String, String> container = new ConcurrentMessageListenerContainer<>(
					consumerFactory, properties);
			container.setPhase(0);
			return container;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableKafka
	static class KafkaListeners extends Kafka {

		@Bean
		ConcurrentKafkaListenerContainerFactory<String, String> kafkaListenerContainerFactory(
				ConsumerFactory<String, String> consumerFactory) {
			ConcurrentKafkaListenerContainerFactory<String, String> factory = new ConcurrentKafkaListenerContainerFactory<>();
			factory.setConsumerFactory(consumerFactory);
			factory.setPhase(0);
			return factory;
		}

		@KafkaListener(topics = "orders")
		void listen(String message) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class InjectedKafkaListeners extends KafkaListeners {

		@Bean
		EarlyLifecycle early(KafkaListenerEndpointRegistry registry) {
			return new EarlyLifecycle(registry);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableKafka
	static class KafkaShareListeners {

		@Bean
		static ShareKafkaListenerContainerFactory<String, String> shareKafkaListenerContainerFactory() {
			return new ShareKafkaListenerContainerFactory<>(
					new DefaultShareConsumerFactory<>(
							Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:1",
									ConsumerConfig.GROUP_ID_CONFIG, "doors"),
							new StringDeserializer(), new StringDeserializer(), true));
		}

		@KafkaListener(topics = "orders", containerFactory = "shareKafkaListenerContainerFactory")
		void listen(String message) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Amqp {

		@Bean
		CachingConnectionFactory connectionFactory() {
			return new CachingConnectionFactory("127.0.0.1", 1);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class AmqpContainer extends Amqp {

		@Bean
		SimpleMessageListenerContainer container(CachingConnectionFactory connectionFactory) {
			SimpleMessageListenerContainer container = new SimpleMessageListenerContainer(connectionFactory);
			container.setQueueNames("orders");
			container.setMessageListener((message) -> {
			});
			container.setRecoveryInterval(100);
			container.setPhase(0);
			return container;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableRabbit
	static class AmqpListeners extends Amqp {

		@Bean
		SimpleRabbitListenerContainerFactory rabbitListenerContainerFactory(
				CachingConnectionFactory connectionFactory) {
			SimpleRabbitListenerContainerFactory factory = new SimpleRabbitListenerContainerFactory();
			factory.setConnectionFactory(connectionFactory);
			factory.setRecoveryInterval(100L);
			factory.setPhase(0);
			return factory;
		}

		@RabbitListener(queues = "orders")
		void listen(String message) {
		}

	}

}
