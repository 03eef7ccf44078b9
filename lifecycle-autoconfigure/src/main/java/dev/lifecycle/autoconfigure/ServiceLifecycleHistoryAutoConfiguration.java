package dev.lifecycle.autoconfigure;

import java.nio.file.Path;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Primary;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

import dev.lifecycle.LifecycleManager;
import dev.lifecycle.autoconfigure.ServiceLifecycleProperties.History;
import dev.lifecycle.context.ServicePlan;
import dev.lifecycle.gate.StartupProgress;
import dev.lifecycle.history.StartupHistory;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the history of start-ups.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = ServiceLifecycleAutoConfiguration.class)
@ConditionalOnBean(name = "servicePlan")
@ConditionalOnProperty(name = "lifecycle.history.directory")
public final class ServiceLifecycleHistoryAutoConfiguration {

	private static final String NO_NAME = "application";

	@Bean
	StartupHistory startupHistory(ServicePlan plan, Environment environment) {
		History history = new LifecycleOptionsFactory(environment).history();
		String name = environment.getProperty("spring.application.name");
		return new StartupHistory(plan.manager(), Path.of(history.directory()),
				StringUtils.hasText(name) ? name.trim() : NO_NAME, history.size());
	}

	@Bean
	@Lazy
	@Primary
	HistoryProgress historyProgress(LifecycleManager manager, StartupHistory history,
			@Qualifier("startupProgress") StartupProgress progress) {
		return new HistoryProgress(manager, history, progress);
	}

}
