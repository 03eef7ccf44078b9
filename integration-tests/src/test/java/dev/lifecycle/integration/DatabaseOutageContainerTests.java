package dev.lifecycle.integration;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.postgresql.PostgreSQLContainer;

import dev.lifecycle.DependsOnService;
import dev.lifecycle.LifecycleManager;
import dev.lifecycle.autoconfigure.ServiceLifecycleAutoConfiguration;

import static dev.lifecycle.test.ReadinessAssertions.assertThat;

/**
 * The example of docs/testing.md with a container.
 */
@SpringBootTest(properties = { "lifecycle.services.postgres.checks[0].jdbc=select 1",
		"lifecycle.services.postgres.checks[0].url=${spring.datasource.url}",
		"lifecycle.services.postgres.checks[0].username=${spring.datasource.username}",
		"lifecycle.services.postgres.checks[0].password=${spring.datasource.password}",
		"lifecycle.services.postgres.checks[0].timeout=1s", "lifecycle.monitor.interval=2s",
		"lifecycle.monitor.failure-threshold=2", "lifecycle.monitor.max-age=1m" })
@Testcontainers(disabledWithoutDocker = true)
class DatabaseOutageContainerTests {

	private static final Duration LIMIT = Duration.ofMinutes(1);

	@Container
	static final PostgreSQLContainer POSTGRES = new PostgreSQLContainer("postgres:15");

	@Autowired
	LifecycleManager services;

	@DynamicPropertySource
	static void postgres(DynamicPropertyRegistry registry) {
		registry.add("spring.datasource.url", POSTGRES::getJdbcUrl);
		registry.add("spring.datasource.username", POSTGRES::getUsername);
		registry.add("spring.datasource.password", POSTGRES::getPassword);
	}

	@Test
	void databaseThatHangsTakesReadinessDownUntilItAnswersAgain() {
		assertThat(this.services).isReady().service("orders").dependsOn("postgres");
		POSTGRES.getDockerClient().pauseContainerCmd(POSTGRES.getContainerId()).exec();
		try {
			assertThat(this.services).becomesNotReady(LIMIT).service("postgres").hasFailingCheck("jdbc", "no answer");
		}
		finally {
			POSTGRES.getDockerClient().unpauseContainerCmd(POSTGRES.getContainerId()).exec();
		}
		assertThat(this.services).becomesReady(LIMIT);
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ LifecycleAutoConfiguration.class, ServiceLifecycleAutoConfiguration.class })
	static class Application {

		@Bean
		@DependsOnService("postgres")
		Object orders() {
			return new Object();
		}

	}

}
