package dev.lifecycle.integration;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;
import org.springframework.integration.annotation.InboundChannelAdapter;
import org.springframework.integration.annotation.Poller;
import org.springframework.integration.annotation.ServiceActivator;
import org.springframework.integration.channel.DirectChannel;
import org.springframework.integration.channel.QueueChannel;
import org.springframework.integration.config.EnableIntegration;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.integration.endpoint.MessageProducerSupport;
import org.springframework.integration.gateway.MessagingGatewaySupport;
import org.springframework.integration.http.HttpEndpoint;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.support.GenericMessage;

import dev.lifecycle.AbstractLifecycleService;
import dev.lifecycle.LifecycleManager;
import dev.lifecycle.LifecycleService;
import dev.lifecycle.ServiceStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that endpoints of Spring Integration do not take in work before services are
 * ready, and that those which only connect beans do not wait.
 */
@ExtendWith(OutputCaptureExtension.class)
class IntegrationDoorsTests {

	@Test
	void pollerWaits() {
		assertThatWorkWaits("polled", PollingSource.class);
	}

	@Test
	void pollerOfFlowWaits() {
		assertThatWorkWaits("flow", PollingFlow.class);
	}

	@Test
	void pollingConsumerWaits() {
		assertThatWorkWaits("queued", PollingHandler.class);
	}

	@Test
	void messageProducerWaits() {
		assertThatWorkWaits("produced", Producers.class);
	}

	@Test
	void inboundGatewayWaits() {
		assertThatWorkWaits("gateway", Gateways.class);
	}

	@Test
	void endpointBehindGateDoesNotWait() {
		try (HeldStartup startup = new HeldStartup(HttpEndpoints.class).awaitBarrier()) {
			assertThat(startup.bean(HttpEndpoint.class).isRunning()).isTrue();
			startup.release();
		}
	}

	@Test
	void consumerInjectedIntoEarlyBeanWaits() {
		assertThatWorkWaits("produced", InjectedProducer.class);
	}

	@Test
	void consumerThatUsesServiceWaitsForAllServices() {
		try (HeldStartup startup = new HeldStartup(ProducerUsingService.class).awaitBarrier()) {
			startup.awaitEntry("cache ready");
			assertThat(startup.journal()).containsExactly("cache ready");
			startup.release();
			assertThat(startup.journal()).containsExactly("cache ready", HeldStartup.READY, "produced");
			assertThat(startup.bean(LifecycleManager.class).services()).extracting(ServiceStatus::name)
				.containsExactlyInAnyOrder("cache", "database");
		}
	}

	@Test
	void consumerThatIsServiceStartsInOrderOfDependencies() {
		try (HeldStartup startup = new HeldStartup(Producers.class, "lifecycle.services.producer.required=true")
			.awaitBarrier()) {
			startup.awaitEntry("produced");
			assertThat(startup.journal()).containsExactly("produced");
			startup.release();
		}
	}

	@Test
	void consumerWithoutAutoStartupDoesNotStart() {
		try (HeldStartup startup = new HeldStartup(ManualProducer.class).awaitBarrier()) {
			startup.release();
			assertThat(startup.journal()).containsExactly(HeldStartup.READY);
		}
	}

	@Test
	void consumerStopsBeforeServices() {
		HeldStartup startup = new HeldStartup(Producers.class).awaitBarrier();
		startup.release().close();
		assertThat(startup.journal()).containsExactly(HeldStartup.READY, "produced", "stopped", HeldStartup.STOPPED);
	}

	@Test
	void consumerDoesNotStartWhenServiceFails() {
		try (HeldStartup startup = new HeldStartup(Producers.class).awaitBarrier()) {
			startup.fail();
			assertThat(startup.journal()).containsExactly(HeldStartup.STOPPED);
		}
	}

	@Test
	void consumerStartsAgainAfterServices() {
		try (HeldStartup startup = new HeldStartup(Producers.class).awaitBarrier()) {
			ConfigurableApplicationContext context = startup.release();
			context.stop();
			context.start();
			assertThat(startup.journal()).containsExactly(HeldStartup.READY, "produced", "stopped", HeldStartup.STOPPED,
					HeldStartup.READY, "produced");
		}
	}

	@Test
	void consumerStartsAgainAfterPause() {
		try (HeldStartup startup = new HeldStartup(Producers.class).awaitBarrier()) {
			ConfigurableApplicationContext context = startup.release();
			context.pause();
			assertThat(startup.bean(Producer.class).isRunning()).isFalse();
			context.restart();
			assertThat(startup.bean(Producer.class).isRunning()).isTrue();
			assertThat(startup.journal()).endsWith(HeldStartup.READY, "produced");
		}
	}

	@Test
	void whatConsumerNeedsStartsBeforeItAndStopsAfterIt() {
		HeldStartup startup = new HeldStartup(ProducerUsingLateBean.class).awaitBarrier();
		startup.release().close();
		assertThat(startup.journal()).containsExactly(HeldStartup.READY, "connection opened", "produced", "stopped",
				"connection closed", HeldStartup.STOPPED);
	}

	@Test
	void flowStartsAgainAfterServices() {
		try (HeldStartup startup = new HeldStartup(ProducingFlow.class).awaitBarrier()) {
			ConfigurableApplicationContext context = startup.release();
			context.stop();
			context.start();
			assertThat(startup.journal()).containsExactly(HeldStartup.READY, "produced", "stopped", HeldStartup.STOPPED,
					HeldStartup.READY, "produced");
		}
	}

	@Test
	void serviceCanSendThroughSubscribedHandler() {
		try (HeldStartup startup = new HeldStartup(SendingService.class).awaitBarrier()) {
			startup.awaitEntry("handled");
			startup.release();
			assertThat(startup.journal()).containsExactly("handled", HeldStartup.READY);
		}
	}

	@Test
	void consumersThatStartLaterAreLogged(CapturedOutput output) {
		try (HeldStartup startup = new HeldStartup(Producers.class).awaitBarrier()) {
			assertThat(output).containsOnlyOnce("start after all services, not in their own phase: 'producer'");
			startup.release();
		}
	}

	private static void assertThatWorkWaits(String work, Class<?> configuration) {
		try (HeldStartup startup = new HeldStartup(configuration).awaitBarrier()) {
			assertThat(startup.journal()).isEmpty();
			startup.release();
			startup.awaitEntry(work);
			assertThat(startup.journal()).startsWith(HeldStartup.READY);
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableIntegration
	static class PollingSource {

		private final Journal journal;

		PollingSource(Journal journal) {
			this.journal = journal;
		}

		@InboundChannelAdapter(channel = "input", poller = @Poller(fixedDelay = "5"))
		String poll() {
			this.journal.add("polled");
			return "message";
		}

		@ServiceActivator(inputChannel = "input")
		void handle(String message) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableIntegration
	static class PollingFlow {

		@Bean
		IntegrationFlow flow(Journal journal) {
			return IntegrationFlow
				.fromSupplier(() -> "message",
						(endpoint) -> endpoint.poller((poller) -> poller.fixedDelay(5)).phase(-10))
				.handle((message) -> journal.add("flow"))
				.get();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableIntegration
	static class PollingHandler {

		private final Journal journal;

		PollingHandler(Journal journal) {
			this.journal = journal;
		}

		@Bean
		static QueueChannel input() {
			QueueChannel channel = new QueueChannel();
			channel.send(new GenericMessage<>("message"));
			return channel;
		}

		@ServiceActivator(inputChannel = "input", poller = @Poller(fixedDelay = "5"))
		void handle(String message) {
			this.journal.add("queued");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableIntegration
	static class Producers {

		@Bean
		Producer producer(Journal journal) {
			return new Producer(journal, null);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableIntegration
	static class ManualProducer {

		@Bean
		Producer producer(Journal journal) {
			Producer producer = new Producer(journal, null);
			producer.setAutoStartup(false);
			return producer;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableIntegration
	static class ProducingFlow {

		@Bean
		IntegrationFlow flow(Journal journal) {
			return IntegrationFlow.from(new Producer(journal, null)).handle((message) -> {
			}).get();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableIntegration
	static class InjectedProducer {

		@Bean
		Producer producer(Journal journal) {
			return new Producer(journal, null);
		}

		@Bean
		EarlyLifecycle early(Producer producer) {
			return new EarlyLifecycle(producer);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableIntegration
	static class ProducerUsingService {

		@Bean
		@LifecycleService
		Cache cache(Journal journal) {
			return new Cache(journal);
		}

		@Bean
		Producer producer(Journal journal, Cache cache) {
			return new Producer(journal, cache);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableIntegration
	static class ProducerUsingLateBean {

		@Bean
		Connection connection(Journal journal) {
			return new Connection(journal);
		}

		@Bean
		@DependsOn("connection")
		Producer producer(Journal journal) {
			return new Producer(journal, null);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableIntegration
	static class Gateways {

		@Bean
		Gateway gateway(Journal journal) {
			return new Gateway(journal);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableIntegration
	static class HttpEndpoints {

		@Bean
		HttpEndpoint endpoint() {
			return new HttpEndpoint();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableIntegration
	static class SendingService {

		private final Journal journal;

		SendingService(Journal journal) {
			this.journal = journal;
		}

		@Bean
		static DirectChannel direct() {
			return new DirectChannel();
		}

		@ServiceActivator(inputChannel = "direct")
		void handle(String message) {
			this.journal.add("handled");
		}

		@Bean
		@LifecycleService
		static Sender sender(MessageChannel direct) {
			return new Sender(direct);
		}

	}

	static class Sender extends AbstractLifecycleService {

		private final MessageChannel channel;

		Sender(MessageChannel channel) {
			this.channel = channel;
		}

		@Override
		protected void onStart() {
			this.channel.send(new GenericMessage<>("message"));
		}

		@Override
		protected void onStop() {
		}

	}

	static class Cache extends AbstractLifecycleService {

		private final Journal journal;

		Cache(Journal journal) {
			this.journal = journal;
		}

		@Override
		protected void onStart() {
			this.journal.add("cache ready");
		}

		@Override
		protected void onStop() {
		}

	}

	static class Producer extends MessageProducerSupport {

		private final Journal journal;

		final @Nullable Cache cache;

		Producer(Journal journal, @Nullable Cache cache) {
			this.journal = journal;
			this.cache = cache;
			setOutputChannel(new DirectChannel());
			setPhase(0);
		}

		@Override
		protected void doStart() {
			this.journal.add("produced");
		}

		@Override
		protected void doStop() {
			this.journal.add("stopped");
		}

	}

	/**
	 * In the latest phase.
	 */
	static class Connection implements SmartLifecycle {

		private final Journal journal;

		private volatile boolean open;

		Connection(Journal journal) {
			this.journal = journal;
		}

		@Override
		public void start() {
			this.open = true;
			this.journal.add("connection opened");
		}

		@Override
		public void stop() {
			this.open = false;
			this.journal.add("connection closed");
		}

		@Override
		public boolean isRunning() {
			return this.open;
		}

	}

	static class Gateway extends MessagingGatewaySupport {

		private final Journal journal;

		Gateway(Journal journal) {
			this.journal = journal;
			setRequestChannelName("nullChannel");
		}

		@Override
		protected void doStart() {
			this.journal.add("gateway");
		}

	}

}
