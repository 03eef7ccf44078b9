package dev.lifecycle.sample.database;

import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

	/**
	 * Spring Boot migrates while beans are created, when nothing can be retried yet.
	 * Here, {@link Database} does it when it starts.
	 * @return a strategy that leaves the database alone
	 */
	@Bean
	FlywayMigrationStrategy flywayMigrationStrategy() {
		return (flyway) -> {
		};
	}

}
