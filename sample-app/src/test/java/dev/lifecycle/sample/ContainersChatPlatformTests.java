package dev.lifecycle.sample;

import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.context.annotation.Bean;
import org.springframework.test.context.ActiveProfiles;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * The platform with PostgreSQL and Redis.
 */
@ActiveProfiles({ "postgres", "redis" })
@Testcontainers(disabledWithoutDocker = true)
class ContainersChatPlatformTests extends AbstractChatPlatformTests {

	/**
	 * As beans, the containers stop after what is connected to them.
	 */
	@TestConfiguration(proxyBeanMethods = false)
	static class Containers {

		@Bean
		@ServiceConnection
		PostgreSQLContainer postgresContainer() {
			return new PostgreSQLContainer(DockerImageName.parse("postgres:15"));
		}

		@Bean
		@ServiceConnection(name = "redis")
		GenericContainer<?> redisContainer() {
			return new GenericContainer<>(DockerImageName.parse("redis:7")).withExposedPorts(6379);
		}

	}

}
