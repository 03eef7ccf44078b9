package dev.lifecycle.autoconfigure;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContextException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.lifecycle.AbstractLifecycleService;
import dev.lifecycle.LifecycleManager;
import dev.lifecycle.LifecycleService;
import dev.lifecycle.context.ServiceLifecycleProcessor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for a start of services that fails in an application that goes on.
 */
@Timeout(90)
@ExtendWith(OutputCaptureExtension.class)
class LaterStartTests {

	@Test
	void failureAfterStopIsOneError(CapturedOutput output) {
		try (ConfigurableApplicationContext context = run()) {
			Licences licences = context.getBean(Licences.class);
			licences.withdrawn = true;
			context.stop();
			assertThatExceptionOfType(ApplicationContextException.class).isThrownBy(context::start)
				.havingRootCause()
				.withMessage("The licence has been withdrawn");
			assertThat(errors(output)).singleElement().asString().contains("licences: The licence has been withdrawn");
			assertThat(context.getBean(LifecycleManager.class).isReady()).isFalse();

			licences.withdrawn = false;
			context.stop();
			context.start();
			assertThat(context.getBean(LifecycleManager.class).isReady()).isTrue();
			assertThat(errors(output)).hasSize(1);
		}
	}

	private static ConfigurableApplicationContext run() {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE).run();
	}

	private static List<String> errors(CapturedOutput output) {
		return output.getOut()
			.lines()
			.filter((line) -> line.contains("ERROR") && line.contains(ServiceLifecycleProcessor.class.getSimpleName()))
			.toList();
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ LifecycleAutoConfiguration.class, ServiceLifecycleAutoConfiguration.class })
	static class Application {

		@Bean
		Licences licences() {
			return new Licences();
		}

	}

	@LifecycleService
	static class Licences extends AbstractLifecycleService {

		private volatile boolean withdrawn;

		@Override
		protected void onStart() {
			if (this.withdrawn) {
				throw new IllegalStateException("The licence has been withdrawn");
			}
		}

		@Override
		protected void onStop() {
		}

	}

}
