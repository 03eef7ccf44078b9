package dev.lifecycle.autoconfigure;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for {@link ServiceLifecycleProperties}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ServiceLifecyclePropertiesTests {

	@ParameterizedTest
	@ValueSource(strings = { "lifecycle.startup.timeout=0s", "lifecycle.startup.start-timeout=soon",
			"lifecycle.startup.max-parallel-starts=0", "lifecycle.startup.retry.jitter=1",
			"lifecycle.startup.retry.not-retried[0]=com.example.Missing", "lifecycle.shutdown.timeout=-1s",
			"lifecycle.graph.injection-edges=maybe", "lifecycle.races.mode=maybe", "lifecycle.gate.mode=closed",
			"lifecycle.gate.max-held=-1", "lifecycle.readiness.check-timeout=0", "lifecycle.restart.after=-1s",
			"lifecycle.restart.max-restarts=0", "lifecycle.restart.window=0s", "lifecycle.restart.cool-down=-1s",
			"lifecycle.restart.enabled=perhaps", "lifecycle.page.max-viewers=-1",
			"lifecycle.environments.qa.timeout-multiplier=-2", "lifecycle.environments.qa.validation-level=full",
			"lifecycle.phases[0].name=", "lifecycle.phases[0].timeout=0s lifecycle.phases[0].name=first",
			"lifecycle.services.auth.start-timeout=0s", "lifecycle.services.auth.readiness-timeout=0s",
			"lifecycle.services.auth.required=perhaps", "lifecycle.services.auth.depends-on[0].service=",
			"lifecycle.services.auth.depends-on[0].timeout=-3s lifecycle.services.auth.depends-on[0].service=other",
			"lifecycle.services.auth.depends-on[0].type=hard" })
	void runWhenValueIsInvalidThenAnalysisNamesProperty(String properties, CapturedOutput output) {
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setRegisterShutdownHook(false);
		assertThatException().isThrownBy(() -> application.run(("--" + properties.replace(" ", " --")).split(" ")));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains(properties.substring(0, properties.indexOf('=')));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ServiceLifecycleAutoConfiguration.class)
	static class Application {

		@Bean
		Object auth() {
			return new Object();
		}

	}

}
