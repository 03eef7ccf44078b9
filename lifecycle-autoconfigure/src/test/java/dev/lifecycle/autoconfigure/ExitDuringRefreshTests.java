package dev.lifecycle.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextRefreshedEvent;

import dev.lifecycle.AbstractLifecycleService;
import dev.lifecycle.LifecycleService;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of a JVM that ends while Spring cannot close the context, because the thread that
 * refreshes it does not come back.
 */
class ExitDuringRefreshTests {

	@Test
	void exitOnRefreshingThreadStopsServices() throws Exception {
		Process process = run(ExitingApplication.class);
		assertThat(output(process)).contains("service started", "service stopped");
		assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
		assertThat(process.exitValue()).isEqualTo(3);
	}

	private static Process run(Class<?> application) throws IOException {
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		return new ProcessBuilder(java, "-cp", System.getProperty("java.class.path"), application.getName())
			.redirectErrorStream(true)
			.start();
	}

	private static String output(Process process) throws IOException {
		return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	public static class ExitingApplication {

		public static void main(String[] args) {
			SpringApplication application = new SpringApplication(ExitingApplication.class);
			application.setWebApplicationType(WebApplicationType.NONE);
			application.run(args);
		}

		@Bean
		@LifecycleService
		AbstractLifecycleService service() {
			return new Service();
		}

		@Bean
		ApplicationListener<ContextRefreshedEvent> exit() {
			return (event) -> System.exit(3);
		}

	}

	static class Service extends AbstractLifecycleService {

		@Override
		protected void onStart() {
			System.out.println("service started");
		}

		@Override
		protected void onStop() {
			System.out.println("service stopped");
		}

	}

}
