package dev.lifecycle.context;

import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;

import dev.lifecycle.DependsOnService;
import dev.lifecycle.LifecycleService;
import dev.lifecycle.graph.Dependency;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for inferred dependencies and adopted lifecycle beans.
 */
@ExtendWith(OutputCaptureExtension.class)
class InjectionEdgesTests {

	@Test
	void completeWhenServiceInjectsServiceThenRequired() {
		assertThat(inferred(Direct.class)).singleElement().satisfies((edge) -> {
			assertThat(edge.target()).isEqualTo("target");
			assertThat(edge.source()).isEqualTo("injection into " + Direct.class.getName());
		});
		assertThat(edges(Direct.class)).containsExactly("REQUIRED target");
	}

	@Test
	void completeWhenThroughPlainBeanThenRequired() {
		assertThat(edges(Indirect.class)).containsExactly("REQUIRED target");
		assertThat(inferred(Indirect.class)).extracting(Dependency::source)
			.containsExactly("injection into " + Indirect.class.getName() + ", through 'plain'");
	}

	@Test
	void completeWhenThroughServiceThenStopsThere() {
		DiscoveredServices services = discovery(ThroughService.class).bean("direct", Direct.class)
			.complete(InjectionEdges.INFER);
		assertThat(Discovery.edges(services.byName().get("dependent"))).containsExactly("REQUIRED direct");
	}

	@Test
	void completeWhenOptionalInjectionPointThenOptional() {
		assertThat(edges(OptionalConstructor.class)).containsExactly("OPTIONAL target");
		assertThat(edges(NullableConstructor.class)).containsExactly("OPTIONAL target");
		assertThat(edges(OptionalField.class)).containsExactly("OPTIONAL target");
		assertThat(edges(OptionalSetter.class)).containsExactly("OPTIONAL target");
		assertThat(edges(ThroughOptional.class)).containsExactly("OPTIONAL target");
	}

	@Test
	void completeWhenOptionalFactoryMethodParameterThenOptional() {
		DiscoveredServices services = new Discovery().bean("target", Target.class)
			.complete(InjectionEdges.INFER, ParameterConfiguration.class);
		assertThat(Discovery.edges(services.byName().get("dependent"))).containsExactly("REQUIRED other",
				"OPTIONAL target");
	}

	@Test
	void completeWhenRequiredAndOptionalPathThenRequired() {
		assertThat(edges(BothPaths.class)).containsExactly("REQUIRED target");
	}

	@Test
	void completeWhenThroughConfigurationClassThenSoft() {
		DiscoveredServices services = new Discovery().bean("target", Target.class)
			.complete(InjectionEdges.INFER, InjectingConfiguration.class);
		assertThat(Discovery.edges(services.byName().get("dependent"))).containsExactly("SOFT target");
	}

	@Test
	void completeWhenDeclaredPathThenNothingIsInferred() {
		DiscoveredServices services = discovery(Direct.class).settings("dependent", Dependency.on("middle"))
			.settings("middle", Dependency.on("target"))
			.bean("middle", Plain.class)
			.complete(InjectionEdges.INFER);
		assertThat(Discovery.edges(services.byName().get("dependent"))).containsExactly("REQUIRED middle");
	}

	@Test
	void completeWhenDeclaredPathTheOtherWayThenNothingIsInferred() {
		DiscoveredServices services = discovery(Direct.class).settings("target", Dependency.on("dependent"))
			.complete(InjectionEdges.INFER);
		assertThat(Discovery.edges(services.byName().get("dependent"))).isEmpty();
	}

	@Test
	void completeWhenInfrastructureThenIgnored() {
		DiscoveredServices services = new Discovery().bean("target", Target.class)
			.bean("dependent", Indirect.class)
			.complete(InjectionEdges.INFER, InfrastructureConfiguration.class);
		assertThat(Discovery.edges(services.byName().get("dependent"))).isEmpty();
	}

	@Test
	void completeWhenWarnThenLogsLineToAdd(CapturedOutput output) {
		DiscoveredServices services = discovery(Direct.class).complete(InjectionEdges.WARN);
		assertThat(Discovery.edges(services.byName().get("dependent"))).isEmpty();
		assertThat(output).contains("Add @DependsOnService(\"target\") to " + Direct.class.getName());
	}

	@Test
	void completeWhenIgnoreThenNothing(CapturedOutput output) {
		DiscoveredServices services = discovery(Direct.class).complete(InjectionEdges.IGNORE);
		assertThat(Discovery.edges(services.byName().get("dependent"))).isEmpty();
		assertThat(output).doesNotContain("@DependsOnService");
	}

	@Test
	void completeWhenLifecycleBeanNeedsServiceThenAdopted(CapturedOutput output) {
		DiscoveredServices services = new Discovery().bean("target", Target.class)
			.bean("early", Early.class)
			.complete(InjectionEdges.INFER);
		assertThat(services.byName()).containsOnlyKeys("target", "early");
		assertThat(Discovery.edges(services.byName().get("early"))).containsExactly("REQUIRED target");
		assertThat(output).contains("Lifecycle bean 'early' is started as a service because it uses target");
	}

	@Test
	void completeWhenLifecycleBeanIsLateOrManualThenNotAdopted() {
		DiscoveredServices services = new Discovery().bean("target", Target.class)
			.bean("late", Late.class)
			.bean("manual", Manual.class)
			.complete(InjectionEdges.INFER);
		assertThat(services.byName()).containsOnlyKeys("target");
	}

	@Test
	void completeWhenLifecycleBeanNeedsNoServiceThenNotAdopted() {
		DiscoveredServices services = new Discovery().bean("target", Target.class)
			.bean("alone", Alone.class)
			.complete(InjectionEdges.INFER);
		assertThat(services.byName()).containsOnlyKeys("target");
	}

	@Test
	void completeWhenWarnThenLifecycleBeanIsNotAdopted(CapturedOutput output) {
		DiscoveredServices services = new Discovery().bean("target", Target.class)
			.bean("early", Early.class)
			.complete(InjectionEdges.WARN);
		assertThat(services.byName()).containsOnlyKeys("target");
		assertThat(output).contains("Add @LifecycleService to " + Early.class.getName());
	}

	private static Discovery discovery(Class<?> dependent) {
		return new Discovery().bean("target", Target.class)
			.bean("plain", Plain.class)
			.bean("optionalPlain", OptionalPlain.class)
			.bean("dependent", dependent);
	}

	private static List<String> edges(Class<?> dependent) {
		return Discovery.edges(discovery(dependent).complete(InjectionEdges.INFER).byName().get("dependent"));
	}

	private static List<Dependency> inferred(Class<?> dependent) {
		DiscoveredService service = discovery(dependent).complete(InjectionEdges.INFER).byName().get("dependent");
		return (service != null) ? service.definition().dependencies().stream().filter(Dependency::inferred).toList()
				: List.of();
	}

	@LifecycleService
	static class Target {

	}

	static class Plain {

		Plain(@Nullable Target target) {
		}

		@Autowired
		Plain(Target target, List<Target> targets) {
		}

	}

	static class OptionalPlain {

		OptionalPlain(Optional<Target> target) {
		}

	}

	@LifecycleService
	static class Direct {

		Direct(Target target) {
		}

	}

	@LifecycleService
	static class Indirect {

		Indirect(Plain plain) {
		}

	}

	@LifecycleService
	static class ThroughService {

		ThroughService(Direct direct) {
		}

	}

	@LifecycleService
	static class OptionalConstructor {

		OptionalConstructor(Optional<Target> target) {
		}

	}

	@LifecycleService
	static class NullableConstructor {

		NullableConstructor(@Nullable Target target) {
		}

	}

	@LifecycleService
	static class OptionalField {

		@Autowired(required = false)
		@Nullable Target target;

	}

	@LifecycleService
	static class OptionalSetter {

		@Autowired(required = false)
		void setTarget(Target target) {
		}

	}

	@LifecycleService
	static class ThroughOptional {

		ThroughOptional(OptionalPlain plain) {
		}

	}

	@LifecycleService
	static class BothPaths {

		BothPaths(OptionalPlain optional, Plain plain) {
		}

	}

	@Configuration
	static class ParameterConfiguration {

		@Bean
		@DependsOnService("other")
		Object dependent(Optional<Target> target) {
			return new Object();
		}

		@Bean
		Object other() {
			return new Object();
		}

	}

	@Configuration
	static class InjectingConfiguration {

		InjectingConfiguration(Target target) {
		}

		@Bean
		@LifecycleService
		Object dependent() {
			return new Object();
		}

	}

	@Configuration
	static class InfrastructureConfiguration {

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static Plain plain(Target target) {
			return new Plain(target);
		}

	}

	static class Alone implements SmartLifecycle {

		@Override
		public void start() {
		}

		@Override
		public void stop() {
		}

		@Override
		public boolean isRunning() {
			return false;
		}

		@Override
		public int getPhase() {
			return 0;
		}

	}

	static class Early extends Alone {

		Early(Target target) {
		}

	}

	static class Late extends Early {

		Late(Target target) {
			super(target);
		}

		@Override
		public int getPhase() {
			return Integer.MAX_VALUE - 2048;
		}

	}

	static class Manual extends Early {

		Manual(Target target) {
			super(target);
		}

		@Override
		public boolean isAutoStartup() {
			return false;
		}

	}

}
