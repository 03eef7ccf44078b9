package dev.lifecycle.gate.servlet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.web.util.UriUtils;

import dev.lifecycle.gate.Exemptions;
import dev.lifecycle.gate.StartupProblem;
import dev.lifecycle.gate.StartupProgress;
import dev.lifecycle.gate.TrafficGate;
import dev.lifecycle.gate.TrafficGate.State;

/**
 * Holds requests on their own thread until the {@link TrafficGate} opens, and refuses
 * those for which there is no place or that waited too long. Held requests go on
 * untouched: nothing was read from them and they never left the filter chain, so
 * everything behind the gate, security included, sees them as if they had just arrived.
 *
 * @since 0.1.0
 */
public final class TrafficGateFilter implements Filter {

	private final TrafficGate gate;

	private final Exemptions exemptions;

	private final Supplier<StartupProgress> progress;

	private final Duration maxWait;

	private final Semaphore places;

	/**
	 * Create a filter.
	 * @param gate the gate to stand in front of
	 * @param exemptions the requests that always pass
	 * @param progress how far the start-up is, asked for by every refused request
	 * @param maxWait how long a request is held at most
	 * @param maxHeld how many requests are held at the same time; each one occupies a
	 * thread of the server. Without a place every request is refused at once
	 */
	public TrafficGateFilter(TrafficGate gate, Exemptions exemptions, Supplier<StartupProgress> progress,
			Duration maxWait, int maxHeld) {
		this.gate = gate;
		this.exemptions = exemptions;
		this.progress = progress;
		this.maxWait = maxWait;
		this.places = new Semaphore(maxHeld);
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		if (this.gate.isOpen() || isExempt((HttpServletRequest) request)) {
			chain.doFilter(request, response);
			return;
		}
		hold((HttpServletRequest) request, (HttpServletResponse) response, chain);
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
		try {
			State state = await();
			if (state == State.OPEN) {
				return true;
			}
			refuse(request, response, state);
		}
		catch (InterruptedException ex) {
			refuseInterrupted(request, response);
		}
		return false;
	}

	private void refuseInterrupted(HttpServletRequest request, HttpServletResponse response) throws IOException {
		try {
			refuse(request, response, this.gate.state());
		}
		finally {
			// Not before the answer is out: a write by an interrupted thread closes the
			// connection.
			Thread.currentThread().interrupt();
		}
	}

	private State await() throws InterruptedException {
		if (!this.places.tryAcquire()) {
			return this.gate.state();
		}
		try {
			return this.gate.await(this.maxWait);
		}
		finally {
			this.places.release();
		}
	}

	private void refuse(HttpServletRequest request, HttpServletResponse response, State state) throws IOException {
		StartupProblem problem = StartupProblem.of(state, this.progress.get());
		byte[] body = problem.body();
		// Not sendError, whose error dispatch would end as a 401 in a security filter.
		response.setStatus(StartupProblem.STATUS);
		response.setHeader("Retry-After", problem.retryAfter());
		response.setHeader("Cache-Control", "no-store");
		response.setContentType(StartupProblem.CONTENT_TYPE);
		response.setContentLength(body.length);
		if (!"HEAD".equals(request.getMethod())) {
			response.getOutputStream().write(body);
		}
		response.flushBuffer();
	}

}
