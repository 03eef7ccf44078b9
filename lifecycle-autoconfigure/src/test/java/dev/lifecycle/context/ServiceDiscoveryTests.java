package dev.lifecycle.context;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.aot.BeanInstanceSupplier;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.core.env.MapPropertySource;

import dev.lifecycle.DependencyType;
import dev.lifecycle.DependsOnService;
import dev.lifecycle.LifecycleService;
import dev.lifecycle.ReadinessCheck;
import dev.lifecycle.ReadinessResult;
import dev.lifecycle.ValidationLevel;
import dev.lifecycle.graph.Dependency;
import dev.lifecycle.readiness.HealthCheck;
import dev.lifecycle.readiness.MethodCheck;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ServiceDiscovery}.
 */
class ServiceDiscoveryTests {

	@Test
	void discoverWhenNoServicesThenEmpty() {
		assertThat(new Discovery().bean("plain", Plain.class).discover().byName()).isEmpty();
	}

	@Test
	void discoverWhenAnnotatedClassThenServiceWithoutCreatingIt() {
		DiscoveredServices services = new Discovery().bean("auth", Throwing.class).discover();
		assertThat(services.byName()).containsOnlyKeys("auth");
		assertThat(service(services, "auth").definition().source()).isEqualTo(Throwing.class.getName());
	}

	@Test
	void discoverWhenAttributesThenTheyAreRead() {
		DiscoveredService service = service(new Discovery().bean("bean", Attributes.class).discover(), "auth");
		assertThat(service.beanName()).isEqualTo("bean");
		assertThat(service.definition().phase()).isEqualTo("services");
		assertThat(service.definition().required()).isFalse();
		assertThat(service.startTimeout()).isEqualTo(Duration.ofSeconds(30));
	}

	@Test
	void discoverWhenDefaultsThenNull() {
		DiscoveredService service = service(new Discovery().bean("auth", Throwing.class).discover(), "auth");
		assertThat(service.definition().phase()).isNull();
		assertThat(service.definition().required()).isNull();
		assertThat(service.startTimeout()).isNull();
		assertThat(service.definition().autoStartup()).isTrue();
	}

	@Test
	void discoverWhenInheritedAndMetaAnnotatedThenUnited() {
		DiscoveredServices services = new Discovery().bean("child", Child.class)
			.bean("a", Plain.class)
			.bean("b", Plain.class)
			.bean("c", Plain.class)
			.discover();
		assertThat(Discovery.edges(service(services, "child"))).containsExactly("OPTIONAL a", "SOFT c", "REQUIRED b");
		assertThat(service(services, "child").definition().phase()).isEqualTo("cache");
	}

	@Test
	void discoverWhenBeanMethodThenOverridesClass() {
		DiscoveredServices services = Discovery.of(MethodConfiguration.class);
		DiscoveredService service = service(services, "attributes");
		assertThat(service.definition().phase()).isEqualTo("cache");
		assertThat(service.startTimeout()).isEqualTo(Duration.ofSeconds(30));
		assertThat(service.definition().source()).isEqualTo(MethodConfiguration.class.getName() + ".bean()");
		assertThat(service.checks()).extracting(DiscoveredCheck::probe).containsExactly(new HealthCheck("db"));
		assertThat(services.byName()).containsOnlyKeys("attributes");
	}

	@Test
	void discoverWhenSettingsThenOverrideEverything() {
		DiscoveredServices services = new Discovery()
			.settings("Bean-X",
					new ServiceSettings("ready", true, Duration.ofSeconds(1), Duration.ofSeconds(2),
							List.of(Dependency.on("data_base", DependencyType.SOFT)), List.of(), Await.IN_ORDER))
			.bean("beanX", Attributes.class)
			.bean("database", Plain.class)
			.discover();
		DiscoveredService service = service(services, "auth");
		assertThat(service.definition().phase()).isEqualTo("ready");
		assertThat(service.definition().required()).isTrue();
		assertThat(service.startTimeout()).isEqualTo(Duration.ofSeconds(1));
		assertThat(service.readinessTimeout()).isEqualTo(Duration.ofSeconds(2));
		assertThat(service.definition().dependencies()).singleElement()
			.extracting(Dependency::target, Dependency::source)
			.containsExactly("database", "lifecycle.services.Bean-X.depends-on");
	}

	@Test
	void discoverWhenSeveralSettingsOfOneServiceThenFirstCounts() {
		DiscoveredServices services = new Discovery()
			.settings("authservice",
					new ServiceSettings("ready", null, null, null, List.of(), List.of(), Await.IN_ORDER))
			.settings("auth-service",
					new ServiceSettings("cache", false, null, null, List.of(), List.of(), Await.IN_ORDER))
			.bean("authService", Plain.class)
			.discover();
		assertThat(service(services, "authService").definition().phase()).isEqualTo("ready");
		assertThat(service(services, "authService").definition().required()).isFalse();
	}

	@Test
	void discoverWhenSameTargetTwiceThenNearestCounts() {
		DiscoveredServices services = new Discovery().settings("beta", Dependency.on("a", DependencyType.SOFT))
			.bean("beta", Child.class)
			.bean("a", Plain.class)
			.bean("b", Plain.class)
			.bean("c", Plain.class)
			.discover();
		assertThat(Discovery.edges(service(services, "beta"))).containsExactly("SOFT a", "SOFT c", "REQUIRED b");
	}

	@Test
	void discoverWhenMethodChecksThenInheritedAndInterfaceOnesAreFound() {
		DiscoveredService service = service(new Discovery().bean("checked", Checked.class).discover(), "checked");
		assertThat(service.checks()).extracting(DiscoveredCheck::name)
			.containsExactlyInAnyOrder("own", "round-trip", "inherited", "declared", "generic");
		assertThat(service.checks()).allSatisfy((check) -> assertThat(check.probe()).isInstanceOf(MethodCheck.class));
	}

	@Test
	void discoverWhenMethodCheckThenAttributesAreRead() {
		DiscoveredService service = service(new Discovery()
			.with((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new MapPropertySource("test", Map.of("limit", "3s"))))
			.bean("checked", Checked.class)
			.discover(), "checked");
		DiscoveredCheck check = service.checks()
			.stream()
			.filter((candidate) -> candidate.name().equals("round-trip"))
			.findFirst()
			.orElseThrow();
		assertThat(check.level()).isEqualTo(ValidationLevel.PRODUCTION);
		assertThat(check.timeout()).isEqualTo(Duration.ofSeconds(3));
		assertThat(check.source()).isEqualTo(Checked.class.getName() + ".roundTrip()");
	}

	@Test
	void discoverWhenGenericInterfaceCheckThenImplementationIsCalled() {
		DiscoveredService service = service(new Discovery().bean("checked", Checked.class).discover(), "checked");
		assertThat(service.checks()).extracting((check) -> ((MethodCheck) check.probe()).method())
			.filteredOn((method) -> method.getName().equals("generic"))
			.singleElement()
			.satisfies((method) -> assertThat(method.isBridge()).isFalse())
			.extracting(Method::getDeclaringClass)
			.isEqualTo(Checked.class);
	}

	@Test
	void discoverWhenInterfaceTypedBeanThenItsChecksAreFound() {
		assertThat(service(Discovery.of(InterfaceConfiguration.class), "probe").checks())
			.extracting(DiscoveredCheck::name)
			.containsExactly("declared");
	}

	@Test
	void discoverWhenFactoryBeanThenFactoryAndProductCount() {
		DiscoveredServices services = new Discovery().bean("product", AnnotatedFactory.class)
			.bean("a", Plain.class)
			.discover();
		assertThat(Discovery.edges(service(services, "product"))).containsExactly("REQUIRED a");
		assertThat(service(services, "product").definition().phase()).isEqualTo("services");
	}

	@Test
	void discoverWhenFactoryBeanAttributeThenProductCounts() {
		DiscoveredServices services = new Discovery().with((context) -> {
			RootBeanDefinition definition = new RootBeanDefinition(UntypedFactory.class);
			definition.setAttribute(FactoryBean.OBJECT_TYPE_ATTRIBUTE, Attributes.class);
			context.registerBeanDefinition("repository", definition);
		}).discover();
		assertThat(services.byName()).containsOnlyKeys("auth");
	}

	@Test
	void discoverWhenScopedProxyThenCountsAsSingleton() {
		DiscoveredServices services = new Discovery().bean("scopedTarget", Plain.class).discover(Scoped.class);
		assertThat(services.byName()).containsOnlyKeys("scoped");
		assertThat(service(services, "scoped").beanName()).isEqualTo("scoped");
		assertThat(service(services, "scoped").checks()).hasSize(1);
	}

	@Test
	void discoverWhenAbstractOrClasslessDefinitionThenSkipped() {
		DiscoveredServices services = new Discovery().with((context) -> {
			RootBeanDefinition template = new RootBeanDefinition(Attributes.class);
			template.setAbstract(true);
			context.registerBeanDefinition("template", template);
			context.registerBeanDefinition("nothing", new RootBeanDefinition());
			RootBeanDefinition missing = new RootBeanDefinition();
			missing.setBeanClassName("com.acme.Missing");
			context.registerBeanDefinition("missing", missing);
		}).discover();
		assertThat(services.byName()).isEmpty();
	}

	@Test
	void discoverWhenManualSingletonThenService() {
		DiscoveredServices services = new Discovery()
			.with((context) -> context.getBeanFactory().registerSingleton("manual", new Attributes()))
			.discover();
		assertThat(services.byName()).containsOnlyKeys("auth");
	}

	@Test
	void discoverWhenMockThenNoDependenciesAndNoChecks() {
		DiscoveredServices services = new Discovery()
			.with((context) -> context.getBeanFactory().registerSingleton("child", Mockito.mock(Child.class)))
			.discover();
		assertThat(services.mocks()).containsExactly("child");
		assertThat(Discovery.edges(service(services, "child"))).isEmpty();
		assertThat(service(services, "child").definition().phase()).isEqualTo("cache");
	}

	@Test
	void discoverWhenSpyThenNoMock() {
		DiscoveredServices services = new Discovery()
			.with((context) -> context.getBeanFactory().registerSingleton("auth", Mockito.spy(new Attributes())))
			.discover();
		assertThat(services.byName()).containsKey("auth");
		assertThat(services.mocks()).isEmpty();
	}

	@Test
	void discoverWhenGeneratedDefinitionThenFactoryMethodCounts() {
		DiscoveredServices services = new Discovery().with((context) -> {
			RootBeanDefinition definition = new RootBeanDefinition(Product.class);
			definition.setInstanceSupplier(BeanInstanceSupplier.forFactoryMethod(MethodConfiguration.class, "bean"));
			context.registerBeanDefinition("bean", definition);
		}).discover();
		assertThat(services.byName()).containsOnlyKeys("attributes");
	}

	@Test
	void discoverWhenLazyBeanThenService() {
		assertThat(Discovery.of(LazyService.class).byName()).hasSize(1);
	}

	@Test
	void discoverWhenConfigurationClassThenBeanMethodChecksAreNotItsOwn() {
		DiscoveredServices services = Discovery.of(AnnotatedConfiguration.class);
		assertThat(services.byName()).containsOnlyKeys("configuration", "database");
		assertThat(service(services, "configuration").checks()).isEmpty();
		assertThat(service(services, "configuration").definition().source())
			.isEqualTo(AnnotatedConfiguration.class.getName());
	}

	private static DiscoveredService service(DiscoveredServices services, String name) {
		return Objects.requireNonNull(services.byName().get(name), () -> name + " in " + services.byName().keySet());
	}

	static class Plain {

	}

	@LifecycleService
	static class Throwing {

		Throwing() {
			throw new IllegalStateException("Created");
		}

	}

	@LifecycleService(name = "auth", phase = "services", required = false, startTimeout = "30s")
	static class Attributes {

	}

	@Retention(RetentionPolicy.RUNTIME)
	@DependsOnService(value = "c", type = DependencyType.SOFT)
	@interface NeedsC {

	}

	@DependsOnService("a")
	@DependsOnService("b")
	@LifecycleService(phase = "services")
	interface Parent {

	}

	@NeedsC
	@DependsOnService(value = "a", type = DependencyType.OPTIONAL)
	@LifecycleService(phase = "cache")
	static class Child implements Parent {

	}

	@Configuration
	static class MethodConfiguration {

		@Bean("attributes")
		@LifecycleService(name = "attributes", phase = "cache")
		@ReadinessCheck(health = "db")
		Attributes bean() {
			throw new IllegalStateException("Created");
		}

	}

	interface Probe {

		@ReadinessCheck
		boolean declared();

	}

	interface Generic<T> {

		@ReadinessCheck
		T generic();

	}

	static class Base {

		@ReadinessCheck
		protected void inherited() {
		}

	}

	static class Checked extends Base implements Probe, Generic<Boolean> {

		@ReadinessCheck
		ReadinessResult own() {
			return ReadinessResult.ready();
		}

		@ReadinessCheck(value = "round-trip", level = ValidationLevel.PRODUCTION, timeout = "${limit:5s}")
		boolean roundTrip() {
			return true;
		}

		@Override
		protected void inherited() {
		}

		@Override
		public boolean declared() {
			return true;
		}

		@Override
		public Boolean generic() {
			return true;
		}

	}

	@Configuration
	static class InterfaceConfiguration {

		@Bean
		Probe probe() {
			return () -> true;
		}

	}

	@DependsOnService("a")
	static class AnnotatedFactory implements FactoryBean<Product> {

		AnnotatedFactory() {
			throw new IllegalStateException("Created");
		}

		@Override
		public Product getObject() {
			return new Product();
		}

		@Override
		public Class<?> getObjectType() {
			return Product.class;
		}

	}

	@LifecycleService(phase = "services")
	static class Product {

	}

	static class UntypedFactory implements FactoryBean<Object> {

		@Override
		public Object getObject() {
			return new Attributes();
		}

		@Override
		public @Nullable Class<?> getObjectType() {
			return null;
		}

	}

	@Configuration
	static class Scoped {

		@Bean
		@Scope(scopeName = "request", proxyMode = ScopedProxyMode.TARGET_CLASS)
		@ReadinessCheck(health = "scoped")
		Product scoped() {
			return new Product();
		}

	}

	@Lazy
	@LifecycleService
	static class LazyService {

	}

	@Configuration("configuration")
	@DependsOnService("database")
	static class AnnotatedConfiguration {

		@Bean
		@ReadinessCheck(health = "db")
		Plain database() {
			return new Plain();
		}

	}

}
