package dev.lifecycle.benchmarks;

import java.util.concurrent.TimeUnit;

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
import org.springframework.boot.web.context.reactive.AnnotationConfigReactiveWebApplicationContext;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

import dev.lifecycle.autoconfigure.ServiceLifecycleAutoConfiguration;
import dev.lifecycle.autoconfigure.ServiceLifecycleReactiveGateAutoConfiguration;

/**
 * Measures what the open gate costs a request of a reactive application, and what it
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
public class ReactiveGateBenchmark {

	private static final String NOT_INLINED = "-XX:CompileCommand=dontinline,"
			+ "dev.lifecycle.gate.reactive.TrafficGateWebFilter::filter";

	private final AnnotationConfigReactiveWebApplicationContext context = new AnnotationConfigReactiveWebApplicationContext();

	private final MockServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.get("/"));

	private final WebFilterChain chain = (exchange) -> Mono.empty();

	private final WebFilter gate;

	/**
	 * Create a benchmark with the filter of an application that has started.
	 */
	public ReactiveGateBenchmark() {
		this.context.register(ServiceLifecycleAutoConfiguration.class,
				ServiceLifecycleReactiveGateAutoConfiguration.class);
		this.context.refresh();
		this.gate = this.context.getBean(WebFilter.class);
	}

	/**
	 * Run the benchmark.
	 * @param args not used
	 * @throws RunnerException if it cannot be run
	 */
	public static void main(String[] args) throws RunnerException {
		new Runner(new OptionsBuilder().include(ReactiveGateBenchmark.class.getName())
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
	 * @return completes when it has been handled
	 */
	@Benchmark
	public Mono<Void> gate() {
		return this.gate.filter(this.exchange, this.chain);
	}

	/**
	 * A request that passes the gate where the compiler does not look into the filter.
	 * @return completes when it has been handled
	 */
	@Benchmark
	@Fork(value = 3, jvmArgsAppend = NOT_INLINED)
	public Mono<Void> gateNotInlined() {
		return this.gate.filter(this.exchange, this.chain);
	}

	/**
	 * A request without a gate.
	 * @return completes when it has been handled
	 */
	@Benchmark
	public Mono<Void> chainAlone() {
		return this.chain.filter(this.exchange);
	}

}
