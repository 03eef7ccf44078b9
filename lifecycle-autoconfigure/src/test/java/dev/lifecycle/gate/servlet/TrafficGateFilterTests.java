package dev.lifecycle.gate.servlet;

import java.time.Duration;
import java.util.List;

import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockServletContext;

import dev.lifecycle.gate.Exemptions;
import dev.lifecycle.gate.Refusals;
import dev.lifecycle.gate.StartupProgress;
import dev.lifecycle.gate.TrafficGate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link TrafficGateFilter}.
 */
class TrafficGateFilterTests {

	private final TrafficGate gate = new TrafficGate();

	private final TrafficGateFilter filter = new TrafficGateFilter(this.gate, new Exemptions(List.of("/livez"::equals)),
			() -> null, new Refusals(StartupProgress::unknown, false, null), () -> null, Duration.ofDays(1), 1);

	private final MockHttpServletResponse response = new MockHttpServletResponse();

	private final MockFilterChain chain = new MockFilterChain();

	@Test
	void doFilterWhenOpenTouchesNothing() throws Exception {
		HttpServletRequest request = mock();
		HttpServletResponse response = mock();
		FilterChain chain = mock();
		this.gate.open();
		this.filter.doFilter(request, response, chain);
		then(chain).should().doFilter(request, response);
		then(request).shouldHaveNoInteractions();
		then(response).shouldHaveNoInteractions();
	}

	@Test
	void doFilterWhenInterruptedRefusesAndKeepsInterrupt() throws Exception {
		Thread.currentThread().interrupt();
		this.filter.doFilter(request("/orders"), this.response, this.chain);
		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.response.getStatus()).isEqualTo(503);
		assertThat(this.response.isCommitted()).isTrue();
		assertThat(this.chain.getRequest()).isNull();
	}

	@Test
	void doFilterWhenContextPathNeedsEncodingKnowsExemptPath() throws Exception {
		MockHttpServletRequest request = request("/livez");
		((MockServletContext) request.getServletContext()).setContextPath("/größe");
		request.setRequestURI("/gr%C3%B6%C3%9Fe/livez");
		this.filter.doFilter(request, this.response, this.chain);
		assertThat(this.chain.getRequest()).isSameAs(request);
	}

	@Test
	void doFilterWhenUriIsOutsideContextRefuses() throws Exception {
		MockHttpServletRequest request = request("/livez");
		((MockServletContext) request.getServletContext()).setContextPath("/app");
		this.gate.fail();
		this.filter.doFilter(request, this.response, this.chain);
		assertThat(this.response.getStatus()).isEqualTo(503);
	}

	private MockHttpServletRequest request(String path) {
		MockHttpServletRequest request = new MockHttpServletRequest("GET", path);
		request.setServletPath(path);
		return request;
	}

}
