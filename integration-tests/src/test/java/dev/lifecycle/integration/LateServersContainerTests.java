package dev.lifecycle.integration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import javax.sql.DataSource;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.testcontainers.junit.jupiter.Testcontainers;

import dev.lifecycle.AbstractLifecycleService;
import dev.lifecycle.DependsOnService;
import dev.lifecycle.LifecycleManager;
import dev.lifecycle.ServiceState;
import dev.lifecycle.autoconfigure.ServiceLifecycleAutoConfiguration;
import dev.lifecycle.integration.orders.CustomerOrder;
import dev.lifecycle.integration.orders.CustomerOrderRepository;
import dev.lifecycle.integration.orders.OrdersApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Applications that start before the servers they need. The port is closed at first, then
 * open with nobody behind it, before the server answers at last.
 */
@Testcontainers(disabledWithoutDocker = true)
@ExtendWith(OutputCaptureExtension.class)
class LateServersContainerTests {

	private static final Duration LIMIT = Duration.ofMinutes(2);

	@Test
	void flywayAndJpaWhenAwaitedBeforeBeansThenFindTheirDatabase(CapturedOutput output) throws Exception {
		try (LateContainer postgres = LateContainer.postgres("orders", "app", "pw");
				BackgroundStartup startup = orders(postgres, "lifecycle.services.postgres.await=before-beans",
						"lifecycle.services.postgres.checks[0].jdbc=select 1",
						"lifecycle.services.postgres.checks[0].url=" + url(postgres),
						"lifecycle.services.postgres.checks[0].username=app",
						"lifecycle.services.postgres.checks[0].password=pw")) {
			awaitOutput(output, "Service 'postgres' VALIDATING");
			startLate(postgres, startup);
			CustomerOrderRepository orders = startup.context().getBean(CustomerOrderRepository.class);
			orders.save(new CustomerOrder("tea"));
			assertThat(orders.findAll()).extracting(CustomerOrder::getItem).containsExactly("tea");
			assertThat(startup.context().getBean(LifecycleManager.class).isReady()).isTrue();
		}
	}

	@Test
	void flywayAndJpaWhenNotAwaitedThenFail() {
		try (LateContainer postgres = LateContainer.postgres("orders", "app", "pw");
				BackgroundStartup startup = orders(postgres)) {
			assertThat(startup.failure()).hasRootCauseInstanceOf(java.net.ConnectException.class);
		}
	}

	@Test
	void dependentOfDatabaseWhenPoolIsLazyThenStartsWhenServerAnswers(CapturedOutput output) throws Exception {
		try (LateContainer postgres = LateContainer.postgres("orders", "app", "pw");
				BackgroundStartup startup = new BackgroundStartup(WebApplicationType.NONE, DatabaseUser.class,
						"spring.datasource.url=" + url(postgres), "spring.datasource.username=app",
						"spring.datasource.password=pw", "spring.datasource.hikari.initialization-fail-timeout=-1",
						"spring.datasource.hikari.connection-timeout=1000",
						"lifecycle.services.postgres.checks[0].jdbc=select 1")) {
			awaitOutput(output, "Service 'user' WAITING for postgres");
			startLate(postgres, startup);
			assertThatUserStartedLast(startup.context(), "postgres");
		}
	}

	@Test
	void dependentOfRedisByAddressThenStartsWhenServerAnswers(CapturedOutput output) throws Exception {
		try (LateContainer redis = LateContainer.redis();
				BackgroundStartup startup = new BackgroundStartup(WebApplicationType.NONE, RedisUser.class,
						"redis.address=" + address(redis),
						"lifecycle.services.redis.checks[0].redis=" + address(redis))) {
			awaitOutput(output, "Service 'user' WAITING for redis");
			startLate(redis, startup);
			assertThatUserStartedLast(startup.context(), "redis");
		}
	}

	@Test
	void redisByAddressWhenAwaitedBeforeBeansThenBeansFindIt(CapturedOutput output) throws Exception {
		try (LateContainer redis = LateContainer.redis();
				BackgroundStartup startup = new BackgroundStartup(WebApplicationType.NONE, EagerRedisUser.class,
						"redis.address=" + address(redis), "lifecycle.services.redis.await=before-beans",
						"lifecycle.services.redis.checks[0].redis=" + address(redis))) {
			awaitOutput(output, "Service 'redis' VALIDATING");
			startLate(redis, startup);
			assertThat(startup.context().getBean("answer")).isEqualTo("PONG");
		}
	}

	private static void startLate(LateContainer server, BackgroundStartup startup) {
		assertThat(startup.isDone()).isFalse();
		server.startContainer();
		assertThat(startup.isDone()).isFalse();
		server.startServer();
	}

	private static void assertThatUserStartedLast(ConfigurableApplicationContext context, String service) {
		LifecycleManager manager = context.getBean(LifecycleManager.class);
		assertThat(manager.status(service).state()).isEqualTo(ServiceState.READY);
		assertThat(context.getBean(User.class).answers).containsExactly("answer");
		assertThat(manager.startupReport().criticalPath()).containsExactly(service, "user");
	}

	private static void awaitOutput(CapturedOutput output, String text) {
		await().atMost(LIMIT).until(() -> output.getOut().contains(text));
	}

	private static BackgroundStartup orders(LateContainer postgres, String... properties) {
		List<String> all = new ArrayList<>(List.of(properties));
		all.add("spring.datasource.url=" + url(postgres));
		all.add("spring.datasource.username=app");
		all.add("spring.datasource.password=pw");
		return new BackgroundStartup(WebApplicationType.NONE, OrdersApplication.class, all.toArray(String[]::new));
	}

	private static String url(LateContainer postgres) {
		return "jdbc:postgresql://localhost:" + postgres.port + "/orders";
	}

	private static String address(LateContainer redis) {
		return "redis://localhost:" + redis.port;
	}

	private static String ping(String address) {
		try (RedisClient client = RedisClient.create(address);
				StatefulRedisConnection<String, String> connection = client.connect()) {
			return connection.sync().ping();
		}
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ LifecycleAutoConfiguration.class, PropertyPlaceholderAutoConfiguration.class,
			ServiceLifecycleAutoConfiguration.class, DataSourceAutoConfiguration.class })
	static class DatabaseUser {

		@Bean
		@DependsOnService("postgres")
		User user(DataSource dataSource) {
			return new User(() -> new JdbcTemplate(dataSource).queryForObject("select 'answer'", String.class));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ LifecycleAutoConfiguration.class, PropertyPlaceholderAutoConfiguration.class,
			ServiceLifecycleAutoConfiguration.class })
	static class RedisUser {

		@Bean
		@DependsOnService("redis")
		User user(@Value("${redis.address}") String address) {
			return new User(() -> ping(address).replace("PONG", "answer"));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ LifecycleAutoConfiguration.class, PropertyPlaceholderAutoConfiguration.class,
			ServiceLifecycleAutoConfiguration.class })
	static class EagerRedisUser {

		@Bean
		String answer(@Value("${redis.address}") String address) {
			return ping(address);
		}

	}

	/**
	 * Asks a server when it starts, once.
	 */
	static class User extends AbstractLifecycleService {

		final List<String> answers = new ArrayList<>();

		private final Question question;

		User(Question question) {
			this.question = question;
		}

		@Override
		protected void onStart() {
			this.answers.add(String.valueOf(this.question.ask()));
		}

		@Override
		protected void onStop() {
		}

	}

	interface Question {

		@Nullable String ask();

	}

}
