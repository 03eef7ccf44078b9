package dev.lifecycle.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.annotation.AliasFor;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.stereotype.Component;

import dev.lifecycle.DependencyType;
import dev.lifecycle.DependsOnService;
import dev.lifecycle.LifecycleGraph.Edge;
import dev.lifecycle.LifecycleManager;
import dev.lifecycle.LifecycleService;
import dev.lifecycle.ReadinessCheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for what annotations, configuration and injection together say of the services of
 * an application.
 */
@ExtendWith(OutputCaptureExtension.class)
class DeclaredServicesTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LifecycleAutoConfiguration.class,
				ServiceLifecycleAutoConfiguration.class, ServiceLifecycleDisabledAutoConfiguration.class));

	@Test
	void runWhenYamlThenAddsServicesPhasesAndDependencies() {
		LifecycleManager manager = run("""
				lifecycle:
				  phases:
				    - {name: infrastructure, timeout: 180s, parallel: true}
				    - {name: business, timeout: 120s}
				  services:
				    data-base:
				      phase: infrastructure
				    shop:
				      depends-on: [dataBase, {service: search_index, type: optional, timeout: 10s}]
				""", Beans.class);
		assertThat(edges(manager)).containsExactlyInAnyOrder("shop REQUIRED database",
				"shop OPTIONAL searchIndex in PT10S");
		assertThat(manager.graph().services()).extracting("name", "phase")
			.contains(tuple("database", "infrastructure"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "depends-on: 'database, searchIndex'", "dependsOn: [database, search-index]",
			"depends_on: [{service: database}, searchindex]" })
	void runWhenShortFormThenRequired(String dependsOn) {
		assertThat(edges(run("lifecycle.services.shop: {" + dependsOn + "}", Beans.class)))
			.containsExactlyInAnyOrder("shop REQUIRED database", "shop REQUIRED searchIndex");
	}

	@Test
	void runWhenEmptyEntryThenService() {
		assertThat(run("lifecycle.services.shop:", Beans.class).status("shop").name()).isEqualTo("shop");
	}

	@ParameterizedTest
	@ValueSource(strings = { "prod", "production" })
	void runWhenPresetIsConfiguredThenItChanges(String name, CapturedOutput output) {
		this.contextRunner.withUserConfiguration(Composed.class)
			.withPropertyValues("spring.profiles.active=prod",
					"lifecycle.environments." + name + ".timeout-multiplier=7")
			.run((context) -> assertThat(output).contains("environment production", "time limits ×7.0"));
	}

	@Test
	void runWhenInheritedAndComposedAnnotationsThenUnited() {
		assertThat(edges(run("", Composed.class))).containsExactlyInAnyOrder("checkout REQUIRED database",
				"checkout SOFT searchIndex", "checkout REQUIRED shop", "checkout OPTIONAL mailBox");
	}

	@Test
	void runWhenInjectedThenEdgesFollowInjectionPoints() {
		assertThat(edges(run("", Injected.class))).containsExactlyInAnyOrder("client REQUIRED parameter inferred",
				"client OPTIONAL optional inferred", "client OPTIONAL nullable inferred",
				"client REQUIRED field inferred", "client REQUIRED setter inferred",
				"client OPTIONAL optionalSetter inferred");
	}

	private LifecycleManager run(String yaml, Class<?> configuration) {
		AtomicReference<@Nullable LifecycleManager> manager = new AtomicReference<>();
		this.contextRunner.withInitializer((context) -> load(yaml, context))
			.withUserConfiguration(configuration)
			.run((context) -> manager.set(context.getBean(LifecycleManager.class)));
		return Objects.requireNonNull(manager.get());
	}

	private static void load(String yaml, ConfigurableApplicationContext context) {
		try {
			new YamlPropertySourceLoader().load("test", new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))
				.forEach(context.getEnvironment().getPropertySources()::addFirst);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static List<String> edges(LifecycleManager manager) {
		return manager.graph().edges().stream().map(DeclaredServicesTests::describe).toList();
	}

	private static String describe(Edge edge) {
		return edge.from() + " " + edge.type() + " " + edge.to()
				+ ((edge.timeout() != null) ? " in " + edge.timeout() : "") + (edge.inferred() ? " inferred" : "");
	}

	static class Thing {

	}

	@Configuration(proxyBeanMethods = false)
	static class Beans {

		@Bean
		Thing database() {
			return new Thing();
		}

		@Bean
		Thing searchIndex() {
			return new Thing();
		}

		@Bean
		Thing shop() {
			return new Thing();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import({ Beans.class, Checkout.class })
	static class Composed {

		@Bean({ "mailBox", "mail" })
		@Lazy
		Thing mailBox() {
			return new Thing();
		}

	}

	@Retention(RetentionPolicy.RUNTIME)
	@LifecycleService(phase = "services")
	@DependsOnService("database")
	@DependsOnService(value = "searchIndex", type = DependencyType.SOFT)
	@interface BusinessService {

	}

	@Retention(RetentionPolicy.RUNTIME)
	@DependsOnService(type = DependencyType.OPTIONAL)
	@interface WorksWithout {

		@AliasFor(annotation = DependsOnService.class, attribute = "value")
		String[] value();

	}

	@DependsOnService("shop")
	interface NeedsShop {

		@ReadinessCheck
		default boolean open() {
			return true;
		}

	}

	abstract static class Desk implements NeedsShop {

	}

	@Component("checkout")
	@BusinessService
	@WorksWithout("mail")
	static class Checkout extends Desk {

	}

	static class First {

	}

	static class Second {

	}

	static class Third {

	}

	static class Fourth {

	}

	static class Fifth {

	}

	static class Sixth {

	}

	@Configuration(proxyBeanMethods = false)
	static class Injected {

		@Bean
		@LifecycleService
		First parameter() {
			return new First();
		}

		@Bean
		@LifecycleService
		Second optional() {
			return new Second();
		}

		@Bean
		@LifecycleService
		Third nullable() {
			return new Third();
		}

		@Bean
		@LifecycleService
		Fourth field() {
			return new Fourth();
		}

		@Bean
		@LifecycleService
		Fifth setter() {
			return new Fifth();
		}

		@Bean
		@LifecycleService
		Sixth optionalSetter() {
			return new Sixth();
		}

		@Bean
		@LifecycleService
		Client client(First parameter, Optional<Second> optional, @Nullable Third nullable) {
			return new Client();
		}

	}

	static class Client {

		@Autowired
		private Fourth field;

		Fourth field() {
			return this.field;
		}

		@Autowired
		void setSetter(Fifth setter) {
		}

		@Autowired(required = false)
		void setOptionalSetter(Sixth optionalSetter) {
		}

	}

}
