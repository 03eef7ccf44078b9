package dev.lifecycle.context;

import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.support.GenericApplicationContext;

import dev.lifecycle.DependencyType;
import dev.lifecycle.DependsOnService;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DeclaredDependenciesPostProcessor}.
 */
@ExtendWith(OutputCaptureExtension.class)
class DeclaredDependenciesPostProcessorTests {

	private final GenericApplicationContext context = new GenericApplicationContext();

	@Test
	void postProcessWhenDeclaredThenBeanDependsOn() {
		this.context.registerBean("a", NeedsB.class, (definition) -> definition.setDependsOn("c"));
		this.context.registerBean("b", Plain.class);
		this.context.registerBean("c", Plain.class);
		process();
		assertThat(dependsOn("a")).containsExactly("c", "b");
		assertThat(dependsOn("b")).isNull();
	}

	@Test
	void postProcessWhenNameWithoutBeanThenSkipped() {
		this.context.registerBean("a", NeedsB.class);
		process();
		assertThat(dependsOn("a")).isNull();
	}

	@Test
	void postProcessWhenCycleThenWeakestEdgeIsSkipped(CapturedOutput output) {
		this.context.registerBean("c", SoftlyNeedsA.class);
		this.context.registerBean("a", NeedsB.class);
		this.context.registerBean("b", Plain.class, (definition) -> definition.setDependsOn("c"));
		process();
		assertThat(dependsOn("a")).containsExactly("b");
		assertThat(dependsOn("c")).isNull();
		assertThat(output).contains("Bean 'c' cannot depend on 'a'");
	}

	@Test
	void postProcessWhenRefreshedThenBeansAreCreatedInOrder() {
		this.context.registerBean("a", NeedsB.class);
		this.context.registerBean("b", Plain.class);
		process();
		this.context.refresh();
		assertThat(this.context.getBeanFactory().getDependenciesForBean("a")).containsExactly("b");
		this.context.close();
	}

	private void process() {
		new DeclaredDependenciesPostProcessor(this.context.getEnvironment(), Map.of())
			.postProcessBeanFactory(this.context.getBeanFactory());
	}

	private String @Nullable [] dependsOn(String bean) {
		return this.context.getBeanDefinition(bean).getDependsOn();
	}

	static class Plain {

	}

	@DependsOnService("b")
	static class NeedsB {

	}

	@DependsOnService(value = "a", type = DependencyType.SOFT)
	static class SoftlyNeedsA {

	}

}
