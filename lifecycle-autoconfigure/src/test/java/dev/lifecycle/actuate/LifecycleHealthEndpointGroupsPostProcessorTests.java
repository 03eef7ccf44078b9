package dev.lifecycle.actuate;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.web.AdditionalPathsMapper;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.boot.health.actuate.endpoint.AdditionalHealthEndpointPath;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroup;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.health.actuate.endpoint.HttpCodeStatusMapper;
import org.springframework.boot.health.actuate.endpoint.StatusAggregator;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.withSettings;

/**
 * Tests for {@link LifecycleHealthEndpointGroupsPostProcessor}.
 */
class LifecycleHealthEndpointGroupsPostProcessorTests {

	private final MockEnvironment environment = new MockEnvironment();

	private final HealthEndpointGroup primary = mock();

	private final HealthEndpointGroup readiness = mock();

	private final HealthEndpointGroup other = mock();

	@Test
	void groupsWithoutReadinessAreLeftAlone() {
		HealthEndpointGroups groups = HealthEndpointGroups.of(this.primary, Map.of("other", this.other));
		assertThat(postProcess(groups)).isSameAs(groups);
	}

	@Test
	void otherGroupsAreLeftAlone() {
		HealthEndpointGroups groups = postProcess(groups());
		assertThat(groups.getPrimary()).isSameAs(this.primary);
		assertThat(groups.get("other")).isSameAs(this.other);
		assertThat(groups.get("unknown")).isNull();
		assertThat(groups.getNames()).containsExactlyInAnyOrder("readiness", "other");
	}

	@Test
	void lifecycleAndItsChildrenAreMembers() {
		given(this.readiness.isMember("ping")).willReturn(true);
		HealthEndpointGroup group = readiness();
		assertThat(List.of("lifecycle", "lifecycle/database", "ping")).allMatch(group::isMember);
		assertThat(List.of("lifecycles", "database")).noneMatch(group::isMember);
	}

	@Test
	void groupFollowsPrimaryWhenNotConfigured() {
		given(this.primary.showDetails(SecurityContext.NONE)).willReturn(true);
		given(this.primary.showComponents(SecurityContext.NONE)).willReturn(true);
		HealthEndpointGroup group = readiness();
		assertThat(group.showDetails(SecurityContext.NONE)).isTrue();
		assertThat(group.showComponents(SecurityContext.NONE)).isTrue();
	}

	@Test
	void groupKeepsItsSettingsWhenConfigured() {
		this.environment.setProperty("management.endpoint.health.group.readiness.include", "ping");
		given(this.primary.showDetails(SecurityContext.NONE)).willReturn(true);
		given(this.readiness.showComponents(SecurityContext.NONE)).willReturn(true);
		HealthEndpointGroup group = readiness();
		assertThat(group.showDetails(SecurityContext.NONE)).isFalse();
		assertThat(group.showComponents(SecurityContext.NONE)).isTrue();
	}

	@Test
	void groupKeepsStatusesAndPath() {
		StatusAggregator aggregator = mock();
		HttpCodeStatusMapper mapper = mock();
		AdditionalHealthEndpointPath path = AdditionalHealthEndpointPath.of(WebServerNamespace.SERVER, "/readyz");
		given(this.readiness.getStatusAggregator()).willReturn(aggregator);
		given(this.readiness.getHttpCodeStatusMapper()).willReturn(mapper);
		given(this.readiness.getAdditionalPath()).willReturn(path);
		HealthEndpointGroup group = Objects.requireNonNull(postProcess(groups()).get(path));
		assertThat(group.getStatusAggregator()).isSameAs(aggregator);
		assertThat(group.getHttpCodeStatusMapper()).isSameAs(mapper);
		assertThat(group.isMember("lifecycle")).isTrue();
	}

	@Test
	void additionalPathsAreThoseOfTheGroups() {
		HealthEndpointGroups groups = mock(withSettings().extraInterfaces(AdditionalPathsMapper.class));
		given(groups.getPrimary()).willReturn(this.primary);
		given(groups.get("readiness")).willReturn(this.readiness);
		given(((AdditionalPathsMapper) groups).getAdditionalPaths(HealthEndpoint.ID, WebServerNamespace.SERVER))
			.willReturn(List.of("/readyz"));
		assertThat(((AdditionalPathsMapper) postProcess(groups)).getAdditionalPaths(HealthEndpoint.ID,
				WebServerNamespace.SERVER))
			.containsExactly("/readyz");
	}

	@Test
	void additionalPathsAreUnknownWhenTheGroupsDoNotTell() {
		assertThat(((AdditionalPathsMapper) postProcess(groups())).getAdditionalPaths(HealthEndpoint.ID,
				WebServerNamespace.SERVER))
			.isNull();
	}

	private HealthEndpointGroup readiness() {
		return Objects.requireNonNull(postProcess(groups()).get("readiness"));
	}

	private HealthEndpointGroups groups() {
		return HealthEndpointGroups.of(this.primary, Map.of("readiness", this.readiness, "other", this.other));
	}

	private HealthEndpointGroups postProcess(HealthEndpointGroups groups) {
		return new LifecycleHealthEndpointGroupsPostProcessor(this.environment).postProcessHealthEndpointGroups(groups);
	}

}
