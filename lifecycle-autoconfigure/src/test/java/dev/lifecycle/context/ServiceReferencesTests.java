package dev.lifecycle.context;

import java.util.List;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanDefinitionCustomizer;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.context.support.StaticApplicationContext;

import dev.lifecycle.DependencyType;
import dev.lifecycle.DependsOnService;
import dev.lifecycle.LifecycleService;
import dev.lifecycle.graph.Dependency;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for how {@link ServiceDiscovery} resolves names and types.
 */
class ServiceReferencesTests {

	@Test
	void discoverWhenPlainBeanIsNamedThenItIsAService() {
		DiscoveredServices services = byName().bean("target", First.class).discover();
		assertThat(services.byName()).containsOnlyKeys("dependent", "target");
		assertThat(edges(services)).containsExactly("REQUIRED target");
	}

	@Test
	void discoverWhenServiceAndBeanHaveTheNameThenServiceCounts() {
		DiscoveredServices services = byName().bean("target", First.class).bean("other", NamedTarget.class).discover();
		assertThat(services.byName()).containsOnlyKeys("dependent", "target");
		assertThat(services.byName().get("target")).extracting(DiscoveredService::beanName).isEqualTo("other");
	}

	@Test
	void discoverWhenBeanNameOfServiceThenServiceName() {
		DiscoveredServices services = byName().bean("target", RenamedTarget.class).discover();
		assertThat(edges(services)).containsExactly("REQUIRED renamed");
	}

	@Test
	void discoverWhenAliasThenItsBean() {
		DiscoveredServices services = byName().bean("real", First.class)
			.with((context) -> context.registerAlias("real", "target"))
			.discover();
		assertThat(edges(services)).containsExactly("REQUIRED real");
	}

	@Test
	void discoverWhenScopedTargetThenItsProxy() {
		DiscoveredServices services = byName("scopedTarget.x").bean("x", First.class)
			.bean("scopedTarget.x", First.class)
			.discover();
		assertThat(edges(services)).containsExactly("REQUIRED x");
	}

	@Test
	void discoverWhenFactoryBeanThenItsProduct() {
		assertThat(edges(byType().bean("made", Factory.class).discover())).containsExactly("REQUIRED made");
	}

	@Test
	void discoverWhenOneBeanOfTypeThenIt() {
		assertThat(edges(byType().bean("one", First.class).discover())).containsExactly("REQUIRED one");
	}

	@Test
	void discoverWhenPrimaryThenIt() {
		assertThat(edges(two((definition) -> definition.setPrimary(true)))).containsExactly("REQUIRED two");
	}

	@Test
	void discoverWhenFallbackThenTheOther() {
		assertThat(edges(two((definition) -> definition.setFallback(true)))).containsExactly("REQUIRED one");
	}

	@Test
	void discoverWhenNoAutowireCandidateThenTheOther() {
		assertThat(edges(two((definition) -> definition.setAutowireCandidate(false)))).containsExactly("REQUIRED one");
	}

	@Test
	void discoverWhenNoDefaultCandidateThenTheOther() {
		assertThat(edges(two((definition) -> ((AbstractBeanDefinition) definition).setDefaultCandidate(false))))
			.containsExactly("REQUIRED one");
	}

	@Test
	void discoverWhenDecoratorThenNotItself() {
		DiscoveredServices services = new Discovery().bean("decorator", Decorator.class)
			.bean("one", First.class)
			.discover();
		assertThat(Discovery.edges(services.byName().get("decorator"))).containsExactly("REQUIRED one");
	}

	@Test
	void discoverWhenSelfByTypeThenTargetIsItself() {
		DiscoveredServices services = new Discovery().bean("decorator", Decorator.class).discover();
		assertThat(Discovery.edges(services.byName().get("decorator"))).containsExactly("REQUIRED decorator");
	}

	@Test
	void discoverWhenNameAndTypeMeanTheSameThenOneEdge() {
		DiscoveredServices services = new Discovery().bean("both", Both.class).bean("one", First.class).discover();
		assertThat(Discovery.edges(services.byName().get("both"))).containsExactly("SOFT one");
	}

	@Test
	void discoverWhenUnknownOptionalThenKept() {
		DiscoveredServices services = new Discovery().bean("optional", Optional.class).discover();
		assertThat(Discovery.edges(services.byName().get("optional"))).containsExactly("OPTIONAL absent",
				"OPTIONAL " + Target.class.getName());
	}

	@Test
	void discoverWhenInParentThenNoEdge() {
		StaticApplicationContext parent = new StaticApplicationContext();
		parent.registerSingleton("target", First.class);
		parent.refresh();
		assertThat(edges(byName().with(parent(parent)).discover())).isEmpty();
		assertThat(edges(byType().with(parent(parent)).discover())).isEmpty();
	}

	@Test
	void discoverWhenServiceNameOfParentThenNoEdge() {
		StaticApplicationContext parent = new StaticApplicationContext();
		parent.registerSingleton("other", NamedTarget.class);
		parent.refresh();
		assertThat(edges(byName().with(parent(parent)).settings("TARGET").discover())).isEmpty();
	}

	@Test
	void discoverWhenOnlySettingsThenService() {
		DiscoveredServices services = new Discovery()
			.settings("my-service", Dependency.on("DATA_source", DependencyType.OPTIONAL))
			.bean("myService", First.class)
			.bean("dataSource", First.class)
			.discover();
		assertThat(services.byName()).containsOnlyKeys("myService", "dataSource");
		assertThat(Discovery.edges(services.byName().get("myService"))).containsExactly("OPTIONAL dataSource");
	}

	@Test
	void discoverWhenExactNameThenOtherSpellingsDoNotMatter() {
		DiscoveredServices services = new Discovery().settings("my-service")
			.bean("myService", First.class)
			.bean("my-service", First.class)
			.discover();
		assertThat(services.byName()).containsOnlyKeys("my-service");
	}

	private static DiscoveredServices two(BeanDefinitionCustomizer customizer) {
		return byType().bean("one", First.class)
			.with((context) -> context.registerBean("two", First.class, customizer))
			.discover();
	}

	private static Consumer<GenericApplicationContext> parent(StaticApplicationContext parent) {
		return (context) -> context.setParent(parent);
	}

	private static Discovery byName() {
		return new Discovery().bean("dependent", ByName.class);
	}

	private static Discovery byName(String reference) {
		return new Discovery().bean("dependent", NamedTarget.class).settings("dependent", Dependency.on(reference));
	}

	private static Discovery byType() {
		return new Discovery().with((context) -> context.registerBean("dependent", ByType.class,
				(definition) -> definition.setRole(BeanDefinition.ROLE_APPLICATION)));
	}

	private static List<String> edges(DiscoveredServices services) {
		return services.byName()
			.values()
			.stream()
			.filter((service) -> "dependent".equals(service.beanName()))
			.flatMap((service) -> Discovery.edges(service).stream())
			.toList();
	}

	interface Target {

	}

	static class First implements Target {

	}

	@LifecycleService(name = "target")
	static class NamedTarget {

	}

	@LifecycleService(name = "renamed")
	static class RenamedTarget {

	}

	@DependsOnService("target")
	static class ByName {

	}

	@DependsOnService(services = Target.class)
	static class ByType {

	}

	@DependsOnService(services = Target.class)
	static class Decorator implements Target {

	}

	@DependsOnService(value = "one", type = DependencyType.SOFT)
	@DependsOnService(services = Target.class)
	static class Both {

	}

	@DependsOnService(value = "absent", services = Target.class, type = DependencyType.OPTIONAL)
	static class Optional {

	}

	static class Factory implements FactoryBean<Target> {

		@Override
		public Target getObject() {
			return new First();
		}

		@Override
		public Class<?> getObjectType() {
			return Target.class;
		}

	}

}
