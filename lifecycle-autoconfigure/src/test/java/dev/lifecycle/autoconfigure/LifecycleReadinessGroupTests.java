package dev.lifecycle.autoconfigure;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.Objects;

import com.jayway.jsonpath.JsonPath;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the part of {@link ServiceLifecycleHealthAutoConfiguration} that concerns the
 * readiness group, over HTTP.
 */
class LifecycleReadinessGroupTests {

	private static final String SHOW_ALWAYS = "management.endpoint.health.show-details=always";

	private static final String READINESS = "/actuator/health/readiness";

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private @Nullable ConfigurableApplicationContext context;

	@AfterEach
	void close() {
		if (this.context != null) {
			this.context.close();
		}
	}

	@ParameterizedTest
	@EnumSource
	void readinessIsDownWhenLifecycleIsDown(Server server) throws Exception {
		run(server);
		HttpResponse<String> response = get(READINESS);
		assertThat(response.statusCode()).isEqualTo(503);
		assertThat(json(response)).containsOnly(Map.entry("status", "DOWN"));
	}

	@ParameterizedTest
	@EnumSource
	void livenessIsNotAffected(Server server) throws Exception {
		run(server);
		assertThat(get("/actuator/health/liveness").statusCode()).isEqualTo(200);
	}

	@ParameterizedTest
	@EnumSource
	void readinessIsUpWhenLifecycleIsUp(Server server) throws Exception {
		run(server, "test.lifecycle=UP");
		assertThat(get(READINESS).statusCode()).isEqualTo(200);
	}

	@ParameterizedTest
	@EnumSource
	void customIncludeKeepsLifecycle(Server server) throws Exception {
		run(server, "management.endpoint.health.group.readiness.include=readinessState,ping");
		assertThat(get(READINESS).statusCode()).isEqualTo(503);
	}

	@ParameterizedTest
	@EnumSource
	void excludeKeepsLifecycle(Server server) throws Exception {
		run(server, "management.endpoint.health.group.readiness.exclude=lifecycle");
		assertThat(get(READINESS).statusCode()).isEqualTo(503);
	}

	@ParameterizedTest
	@EnumSource
	void additionalPathFollowsLifecycle(Server server) throws Exception {
		run(server, "management.endpoint.health.probes.add-additional-paths=true", SHOW_ALWAYS);
		HttpResponse<String> response = get("/readyz");
		assertThat(response.statusCode()).isEqualTo(503);
		assertThat(json(response)).containsKey("components");
		assertThat(get("/livez").statusCode()).isEqualTo(200);
	}

	@ParameterizedTest
	@EnumSource
	void customAdditionalPathFollowsLifecycle(Server server) throws Exception {
		run(server, "management.endpoint.health.group.readiness.include=readinessState",
				"management.endpoint.health.group.readiness.additional-path=server:/ready");
		assertThat(get("/ready").statusCode()).isEqualTo(503);
	}

	@ParameterizedTest
	@EnumSource
	void detailsAreShownWhenEndpointShowsDetails(Server server) throws Exception {
		run(server, SHOW_ALWAYS);
		HttpResponse<String> response = get(READINESS);
		assertThat(JsonPath.<String>read(response.body(), "$.components.lifecycle.details.waiting"))
			.isEqualTo("database");
		assertThat(JsonPath.<Map<String, ?>>read(response.body(), "$.components")).containsOnlyKeys("lifecycle",
				"readinessState");
	}

	@ParameterizedTest
	@EnumSource
	void componentsAreShownWhenEndpointShowsComponents(Server server) throws Exception {
		run(server, "management.endpoint.health.show-components=always");
		HttpResponse<String> response = get(READINESS);
		assertThat(JsonPath.<Map<String, ?>>read(response.body(), "$.components.lifecycle")).containsOnlyKeys("status");
	}

	@ParameterizedTest
	@EnumSource
	void detailsAreHiddenWhenConfiguredGroupHidesThem(Server server) throws Exception {
		run(server, SHOW_ALWAYS, "management.endpoint.health.group.readiness.show-details=never",
				"management.endpoint.health.group.readiness.show-components=never");
		HttpResponse<String> response = get(READINESS);
		assertThat(response.statusCode()).isEqualTo(503);
		assertThat(json(response)).doesNotContainKey("components");
	}

	@ParameterizedTest
	@EnumSource
	void detailsAreShownWhenConfiguredGroupShowsThem(Server server) throws Exception {
		run(server, "management.endpoint.health.group.readiness.show-details=always",
				"management.endpoint.health.group.readiness.include=ping");
		assertThat(JsonPath.<Map<String, ?>>read(get(READINESS).body(), "$.components")).containsOnlyKeys("lifecycle",
				"ping");
	}

	@ParameterizedTest
	@EnumSource
	void nothingHappensWhenProbesAreDisabled(Server server) throws Exception {
		run(server, "management.endpoint.health.probes.enabled=false", SHOW_ALWAYS);
		assertThat(get(READINESS).statusCode()).isEqualTo(404);
		assertThat(json(get("/actuator/health"))).doesNotContainKey("groups");
	}

	@ParameterizedTest
	@EnumSource
	void groupOnManagementPortFollowsLifecycle(Server server) throws Exception {
		run(server, "management.server.port=0", SHOW_ALWAYS,
				"management.endpoint.health.probes.add-additional-paths=true");
		HttpResponse<String> response = get("local.management.port", READINESS);
		assertThat(response.statusCode()).isEqualTo(503);
		assertThat(json(response)).containsKey("components");
		assertThat(get("/readyz").statusCode()).isEqualTo(503);
		assertThat(get("local.management.port", "/actuator/health/liveness").statusCode()).isEqualTo(200);
	}

	@Test
	void nothingHappensWhenLifecycleIsDisabled() throws Exception {
		run(Server.TOMCAT, "lifecycle.enabled=false");
		assertThat(get(READINESS).statusCode()).isEqualTo(200);
	}

	private void run(Server server, String... properties) {
		this.context = new SpringApplicationBuilder(Application.class).web(server.type)
			.properties("server.port=0", "spring.main.banner-mode=off", "lifecycle.gate.mode=off",
					"spring.reactor.netty.shutdown-quiet-period=0s", "spring.autoconfigure.exclude=" + server.excludes)
			.properties(properties)
			.run();
	}

	private HttpResponse<String> get(String path) throws Exception {
		return get("local.server.port", path);
	}

	private HttpResponse<String> get(String port, String path) throws Exception {
		String number = Objects.requireNonNull(this.context).getEnvironment().getRequiredProperty(port);
		URI uri = URI.create("http://localhost:" + number + path);
		return this.client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
	}

	private Map<String, Object> json(HttpResponse<String> response) {
		return JsonPath.read(response.body(), "$");
	}

	enum Server {

		TOMCAT(WebApplicationType.SERVLET, String.join(",",
				"org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration",
				"org.springframework.boot.jetty.autoconfigure.actuate.web.server.JettyServletManagementContextAutoConfiguration")),

		NETTY(WebApplicationType.REACTIVE, String.join(",",
				"org.springframework.boot.jetty.autoconfigure.reactive.JettyReactiveWebServerAutoConfiguration",
				"org.springframework.boot.jetty.autoconfigure.actuate.web.server.JettyReactiveManagementContextAutoConfiguration",
				"org.springframework.boot.tomcat.autoconfigure.reactive.TomcatReactiveWebServerAutoConfiguration",
				"org.springframework.boot.tomcat.autoconfigure.actuate.web.server.TomcatReactiveManagementContextAutoConfiguration"));

		private final WebApplicationType type;

		private final String excludes;

		Server(WebApplicationType type, String excludes) {
			this.type = type;
			this.excludes = excludes;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		HealthIndicator lifecycleHealthIndicator(Environment environment) {
			String status = environment.getProperty("test.lifecycle", "DOWN");
			return () -> Health.status(status).withDetail("waiting", "database").build();
		}

	}

}
