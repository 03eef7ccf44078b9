package dev.lifecycle.gate.servlet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriUtils;

import dev.lifecycle.gate.EarlyRequest;
import dev.lifecycle.gate.Exemptions;
import dev.lifecycle.gate.GateBypass;
import dev.lifecycle.gate.Refusal;
import dev.lifecycle.gate.Refusals;
import dev.lifecycle.gate.TrafficGate;
import dev.lifecycle.gate.TrafficGate.State;
import dev.lifecycle.gate.WebSocketHandshake;

/**
 * Holds requests on their own thread until the {@link TrafficGate} opens, and refuses
 * those for which there is no place or that waited too long. Held requests go on
 * untouched: nothing was read from them and they never left the filter chain, so
 * everything behind the gate, security included, sees them as if they had just arrived.
 *
 * @since 0.1.0
 */
public final class TrafficGateFilter implements Filter {

	private static final Duration SEARCH_TIME = Duration.ofMillis(100);

	private final TrafficGate gate;

	private final Exemptions exemptions;

	private final Supplier<@Nullable GateBypass> bypass;

	private final Refusals refusals;

	private final Supplier<@Nullable HandshakeRefusal> handshakes;

	private final Duration maxWait;

	private final Semaphore places;

	private final AtomicBoolean searching = new AtomicBoolean();

	/**
	 * Create a filter.
	 * @param gate the gate to stand in front of
	 * @param exemptions the requests that always pass
	 * @param bypass supplies what the application's own requests are known by
	 * @param refusals answers requests that cannot be served
	 * @param handshakes supplies what refuses WebSocket handshakes, if the server can
	 * @param maxWait how long a request is held at most
	 * @param maxHeld how many requests are held at the same time; each one occupies a
	 * thread of the server. Without a place every request is refused at once
	 */
	public TrafficGateFilter(TrafficGate gate, Exemptions exemptions, Supplier<@Nullable GateBypass> bypass,
			Refusals refusals, Supplier<@Nullable HandshakeRefusal> handshakes, Duration maxWait, int maxHeld) {
		this.gate = gate;
		this.exemptions = exemptions;
		this.bypass = bypass;
		this.refusals = refusals;
		this.handshakes = handshakes;
		this.maxWait = maxWait;
		this.places = new Semaphore(maxHeld);
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		if (this.gate.isOpen() || isExempt((HttpServletRequest) request) || isOwn((HttpServletRequest) request)) {
			chain.doFilter(request, response);
			return;
		}
		hold((HttpServletRequest) request, (HttpServletResponse) response, chain);
	}

	private boolean isOwn(HttpServletRequest request) {
		GateBypass bypass = this.bypass.get();
		return bypass != null && bypass.matches(request.getHeader(bypass.headerName()));
	}

	private boolean isExempt(HttpServletRequest request) {
		String uri = request.getRequestURI();
		String contextPath = request.getServletContext().getContextPath();
		if (!uri.startsWith(contextPath)) {
			contextPath = UriUtils.encodePath(contextPath, StandardCharsets.UTF_8);
		}
		if (!uri.startsWith(contextPath)) {
			return false;
		}
		String pathInfo = request.getPathInfo();
		String path = (pathInfo != null) ? request.getServletPath() + pathInfo : request.getServletPath();
		return this.exemptions.contains(uri.substring(contextPath.length()), path);
	}

	private void hold(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		this.gate.requestHeld();
		boolean passed;
		try {
			passed = passOrRefuse(request, response);
		}
		finally {
			this.gate.requestAnswered();
		}
		if (passed) {
			chain.doFilter(request, response);
		}
	}

	private boolean passOrRefuse(HttpServletRequest request, HttpServletResponse response) throws IOException {
		EarlyRequest early = new EarlyRequest(request.getMethod(), request::getHeader);
		try {
			Wait wait = early.isHoldable() ? await(request) : new Wait(this.gate.state(), Duration.ZERO);
			if (wait.end() != State.OPEN) {
				this.gate.listener().refused(wait.end(), wait.held());
				refuse(early, request, response, wait.end());
			}
			else if (ClientConnection.isOpen(request)) {
				this.gate.listener().passed(wait.held());
				return true;
			}
			else {
				this.gate.listener().abandoned(wait.held());
				// Nobody waits for this, unless the client has closed its side only.
				write(this.refusals.refuse(State.CLOSED, early), early, response);
			}
		}
		catch (InterruptedException ex) {
			refuseInterrupted(early, request, response);
		}
		return false;
	}

	private void refuseInterrupted(EarlyRequest early, HttpServletRequest request, HttpServletResponse response)
			throws IOException {
		State state = this.gate.state();
		this.gate.listener().refused(state, Duration.ZERO);
		try {
			refuse(early, request, response, state);
		}
		finally {
			// Not before the answer is out: a write by an interrupted thread closes the
			// connection.
			Thread.currentThread().interrupt();
		}
	}

	private Wait await(HttpServletRequest request) throws InterruptedException {
		if (!this.places.tryAcquire() && !acquireAbandonedPlace()) {
			return new Wait(this.gate.state(), Duration.ZERO);
		}
		try {
			long begin = System.nanoTime();
			long deadline = begin + this.maxWait.toNanos();
			State state = this.gate.await(this.maxWait);
			while (state == State.CLOSED && deadline - System.nanoTime() > 0 && ClientConnection.isOpen(request)) {
				state = this.gate.await(Duration.ofNanos(deadline - System.nanoTime()));
			}
			return new Wait(state, Duration.ofNanos(System.nanoTime() - begin));
		}
		finally {
			this.places.release();
		}
	}

	// Servers do not tell when a client goes away, so it is looked for when all
	// places are taken. One request at a time waits for what is found, so that a flood
	// cannot take the threads that probes need.
	private boolean acquireAbandonedPlace() throws InterruptedException {
		if (!this.searching.compareAndSet(false, true)) {
			return false;
		}
		try {
			this.gate.recheck();
			return this.places.tryAcquire(SEARCH_TIME.toMillis(), TimeUnit.MILLISECONDS);
		}
		finally {
			this.searching.set(false);
		}
	}

	private void refuse(EarlyRequest early, HttpServletRequest request, HttpServletResponse response, State state)
			throws IOException {
		if (!WebSocketHandshake.isRequested(early)) {
			write(this.refusals.refuse(state, early), early, response);
			return;
		}
		WebSocketHandshake handshake = new WebSocketHandshake(early);
		Refusal rejection = handshake.rejection();
		HandshakeRefusal refusal = this.handshakes.get();
		if (rejection != null) {
			write(rejection, early, response);
		}
		else if (refusal == null
				|| !refusal.refuse(handshake, state, this.refusals.message(state), request, response)) {
			write(this.refusals.refuse(state, early), early, response);
		}
	}

	private static void write(Refusal refusal, EarlyRequest early, HttpServletResponse response) throws IOException {
		// Not sendError, whose error dispatch would end as a 401 in a security filter.
		response.setStatus(refusal.status());
		refusal.headers().forEach(response::setHeader);
		response.setContentLength(refusal.body().length);
		if (!"HEAD".equals(early.method())) {
			response.getOutputStream().write(refusal.body());
		}
		response.flushBuffer();
	}

	private record Wait(State end, Duration held) {

	}

}
