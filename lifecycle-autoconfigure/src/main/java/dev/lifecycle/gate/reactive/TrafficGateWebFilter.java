package dev.lifecycle.gate.reactive;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import dev.lifecycle.gate.EarlyRequest;
import dev.lifecycle.gate.Exemptions;
import dev.lifecycle.gate.GateBypass;
import dev.lifecycle.gate.Refusal;
import dev.lifecycle.gate.Refusals;
import dev.lifecycle.gate.TrafficGate;
import dev.lifecycle.gate.TrafficGate.State;
import dev.lifecycle.gate.WebSocketHandshake;

/**
 * Holds requests without a thread until the {@link TrafficGate} opens, and refuses those
 * for which there is no place or that waited too long. Held requests go on untouched, on
 * the event loop they came from: nothing was read from them, and everything behind the
 * gate, security included, sees them as if they had just arrived. A client that goes away
 * cancels the wait.
 *
 * @since 0.1.0
 */
public final class TrafficGateWebFilter implements WebFilter, Ordered {

	private static final Log logger = LogFactory.getLog(TrafficGateWebFilter.class);

	private static final String MANAGEMENT = "management";

	private final TrafficGate gate;

	private final Exemptions exemptions;

	private final Supplier<@Nullable GateBypass> bypass;

	private final Refusals refusals;

	private final Duration maxWait;

	private final Semaphore places;

	private final EventLoops eventLoops = new EventLoops();

	private final Mono<Void> prepared = Mono.<Void>fromRunnable(this::prepare)
		.subscribeOn(Schedulers.boundedElastic())
		.cache();

	/**
	 * Create a filter.
	 * @param gate the gate to stand in front of
	 * @param exemptions the requests that always pass
	 * @param bypass supplies what the application's own requests are known by; called on
	 * event loops
	 * @param refusals answers requests that cannot be served
	 * @param maxWait how long a request is held at most
	 * @param maxHeld how many requests are held at the same time. Without a place every
	 * request is refused at once
	 */
	public TrafficGateWebFilter(TrafficGate gate, Exemptions exemptions, Supplier<@Nullable GateBypass> bypass,
			Refusals refusals, Duration maxWait, int maxHeld) {
		this.gate = gate;
		this.exemptions = exemptions;
		this.bypass = bypass;
		this.refusals = refusals;
		this.maxWait = Duration.ofNanos(TimeUnit.NANOSECONDS.convert(maxWait));
		this.places = new Semaphore(maxHeld);
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		return this.gate.isOpen() ? chain.filter(exchange) : filterEarly(exchange, chain);
	}

	private Mono<Void> filterEarly(ServerWebExchange exchange, WebFilterChain chain) {
		Scheduler eventLoop = this.eventLoops.of(exchange.getRequest());
		return this.prepared.publishOn(eventLoop)
			.then(Mono.defer(() -> (isManagement(exchange) || isExempt(exchange) || isOwn(exchange))
					? chain.filter(exchange) : hold(exchange, chain, eventLoop)));
	}

	// What is looked up or loaded only once, and would make an event loop wait.
	private void prepare() {
		try {
			EarlyRequest navigation = new EarlyRequest("GET", Map.of("Accept", "text/html")::get);
			this.exemptions.contains("/", "/");
			this.refusals.refuse(this.gate.state(), navigation);
		}
		catch (RuntimeException ex) {
			logger.debug("The first early request is going to fail as well", ex);
		}
	}

	// The management context inherits the filters of the application.
	private static boolean isManagement(ServerWebExchange exchange) {
		return WebServerApplicationContext.hasServerNamespace(exchange.getApplicationContext(), MANAGEMENT);
	}

	private boolean isExempt(ServerWebExchange exchange) {
		// What is routed is the path as it was sent.
		String path = exchange.getRequest().getPath().pathWithinApplication().value();
		return this.exemptions.contains(path, path);
	}

	private boolean isOwn(ServerWebExchange exchange) {
		GateBypass bypass = this.bypass.get();
		return bypass != null && bypass.matches(exchange.getRequest().getHeaders().getFirst(bypass.headerName()));
	}

	private Mono<Void> hold(ServerWebExchange exchange, WebFilterChain chain, Scheduler eventLoop) {
		Mono<Boolean> passed = Mono.using(this::requestHeld, (gate) -> passOrRefuse(exchange, eventLoop),
				TrafficGate::requestAnswered);
		return passed.flatMap((pass) -> pass ? chain.filter(exchange) : Mono.empty());
	}

	private TrafficGate requestHeld() {
		this.gate.requestHeld();
		return this.gate;
	}

	private Mono<Boolean> passOrRefuse(ServerWebExchange exchange, Scheduler eventLoop) {
		EarlyRequest request = new EarlyRequest(exchange.getRequest().getMethod().name(),
				exchange.getRequest().getHeaders()::getFirst);
		Mono<Wait> wait = request.isHoldable() ? await(eventLoop) : Mono.fromSupplier(this::noWait);
		return wait.flatMap((ended) -> {
			if (ended.end() == State.OPEN) {
				this.gate.listener().passed(ended.held());
				return Mono.just(true);
			}
			this.gate.listener().refused(ended.end(), ended.held());
			return refuse(request, exchange, ended.end()).thenReturn(false);
		});
	}

	private Wait noWait() {
		return new Wait(this.gate.state(), Duration.ZERO);
	}

	private Mono<Wait> await(Scheduler eventLoop) {
		return Mono.using(this.places::tryAcquire,
				(held) -> held ? Mono.defer(() -> awaitChange(eventLoop)) : Mono.fromSupplier(this::noWait),
				this::release);
	}

	private Mono<Wait> awaitChange(Scheduler eventLoop) {
		long begin = System.nanoTime();
		return Mono.fromFuture(this.gate::awaitAsync)
			.publishOn(eventLoop)
			.timeout(this.maxWait, Mono.just(State.CLOSED), eventLoop)
			.doFinally((signal) -> {
				if (signal == SignalType.CANCEL) {
					this.gate.listener().abandoned(since(begin));
				}
			})
			.map((state) -> new Wait(state, since(begin)));
	}

	private static Duration since(long begin) {
		return Duration.ofNanos(System.nanoTime() - begin);
	}

	private void release(boolean held) {
		if (held) {
			this.places.release();
		}
	}

	private Mono<Void> refuse(EarlyRequest request, ServerWebExchange exchange, State state) {
		if (!WebSocketHandshake.isRequested(request)) {
			return write(this.refusals.refuse(state, request), request, exchange.getResponse());
		}
		WebSocketHandshake handshake = new WebSocketHandshake(request);
		Refusal rejection = handshake.rejection();
		if (rejection == null && Connections.of(exchange.getRequest()) != null) {
			return HandshakeRefusal.refuse(exchange, handshake, state, this.refusals.message(state));
		}
		Refusal refusal = (rejection != null) ? rejection : this.refusals.refuse(state, request);
		return write(refusal, request, exchange.getResponse());
	}

	private static Mono<Void> write(Refusal refusal, EarlyRequest request, ServerHttpResponse response) {
		response.setStatusCode(HttpStatusCode.valueOf(refusal.status()));
		refusal.headers().forEach(response.getHeaders()::set);
		response.getHeaders().setContentLength(refusal.body().length);
		if ("HEAD".equals(request.method())) {
			return response.setComplete();
		}
		return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(refusal.body())));
	}

	private record Wait(State end, Duration held) {

	}

}
