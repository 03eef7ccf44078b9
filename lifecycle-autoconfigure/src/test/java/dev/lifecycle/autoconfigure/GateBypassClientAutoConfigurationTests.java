package dev.lifecycle.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.restclient.RestClientCustomizer;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.webclient.WebClientCustomizer;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.WebClient;

import dev.lifecycle.LifecycleService;
import dev.lifecycle.gate.client.GateBypassClientHttpRequestInterceptor;
import dev.lifecycle.gate.client.GateBypassExchangeFilterFunction;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ServiceLifecycleRestClientAutoConfiguration} and
 * {@link ServiceLifecycleWebClientAutoConfiguration}.
 */
class GateBypassClientAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner().withBean(Cache.class)
		.withConfiguration(AutoConfigurations.of(LifecycleAutoConfiguration.class,
				ServiceLifecycleAutoConfiguration.class, ServiceLifecycleRestClientAutoConfiguration.class,
				ServiceLifecycleWebClientAutoConfiguration.class, RestClientAutoConfiguration.class,
				WebClientAutoConfiguration.class));

	@Test
	void runThenRestClientBypassesGate() {
		this.contextRunner.run((context) -> {
			List<ClientHttpRequestInterceptor> interceptors = new ArrayList<>();
			context.getBean(RestClient.Builder.class).requestInterceptors(interceptors::addAll);
			assertThat(interceptors).hasOnlyElementsOfType(GateBypassClientHttpRequestInterceptor.class).hasSize(1);
		});
	}

	@Test
	void runThenWebClientBypassesGate() {
		this.contextRunner.run((context) -> {
			List<ExchangeFilterFunction> filters = new ArrayList<>();
			context.getBean(WebClient.Builder.class).filters(filters::addAll);
			assertThat(filters).hasOnlyElementsOfType(GateBypassExchangeFilterFunction.class).hasSize(1);
		});
	}

	@Test
	void runWhenDisabledThenNoCustomizers() {
		this.contextRunner.withPropertyValues("lifecycle.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(RestClientCustomizer.class)
				.doesNotHaveBean("gateBypassWebClientCustomizer"));
	}

	@Test
	void runWithoutRestClientThenNotFailed() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(RestClientCustomizer.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(ServiceLifecycleRestClientAutoConfiguration.class));
	}

	@Test
	void runWithoutWebClientThenNotFailed() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(WebClientCustomizer.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(ServiceLifecycleWebClientAutoConfiguration.class));
	}

	@LifecycleService
	static class Cache {

	}

}
