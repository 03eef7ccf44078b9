package dev.lifecycle.benchmarks;

import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockServletContext;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;

import dev.lifecycle.autoconfigure.ServiceLifecycleAutoConfiguration;
import dev.lifecycle.autoconfigure.ServiceLifecycleServletGateAutoConfiguration;

/**
 * Measures what the open gate costs a request of a servlet application, and what it
 * allocates: a call of a chain that does nothing, through the gate's filter and without.
 *
 * @since 0.1.0
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class ServletGateBenchmark {

	private static final String NOT_INLINED = "-XX:CompileCommand=dontinline,"
			+ "dev.lifecycle.gate.servlet.TrafficGateFilter::doFilter";

	private final AnnotationConfigWebApplicationContext context = new AnnotationConfigWebApplicationContext();

	private final MockHttpServletRequest request = new MockHttpServletRequest();

	private final MockHttpServletResponse response = new MockHttpServletResponse();

	private final FilterChain chain = (request, response) -> {
	};

	private final Filter gate;

	/**
	 * Create a benchmark with the filter of an application that has started.
	 */
	public ServletGateBenchmark() {
		this.context.setServletContext(new MockServletContext());
		this.context.register(ServiceLifecycleAutoConfiguration.class,
				ServiceLifecycleServletGateAutoConfiguration.class);
		this.context.refresh();
		this.gate = Objects.requireNonNull(this.context.getBean(FilterRegistrationBean.class).getFilter());
	}

	/**
	 * Run the benchmark.
	 * @param args not used
	 * @throws RunnerException if it cannot be run
	 */
	public static void main(String[] args) throws RunnerException {
		new Runner(new OptionsBuilder().include(ServletGateBenchmark.class.getName())
			.addProfiler(GCProfiler.class)
			.build()).run();
	}

	/**
	 * Stop the application.
	 */
	@TearDown
	public void stop() {
		this.context.close();
	}

	/**
	 * A request that passes the gate.
	 * @throws IOException never
	 * @throws ServletException never
	 */
	@Benchmark
	public void gate() throws IOException, ServletException {
		this.gate.doFilter(this.request, this.response, this.chain);
	}

	/**
	 * A request that passes the gate where the compiler does not look into the filter, as
	 * in the long filter chains of servers.
	 * @throws IOException never
	 * @throws ServletException never
	 */
	@Benchmark
	@Fork(value = 3, jvmArgsAppend = NOT_INLINED)
	public void gateNotInlined() throws IOException, ServletException {
		this.gate.doFilter(this.request, this.response, this.chain);
	}

	/**
	 * A request without a gate.
	 * @throws IOException never
	 * @throws ServletException never
	 */
	@Benchmark
	public void chainAlone() throws IOException, ServletException {
		this.chain.doFilter(this.request, this.response);
	}

}
