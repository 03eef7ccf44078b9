package dev.lifecycle.actuate.page;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.server.MethodNotAllowedException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebHandler;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import dev.lifecycle.actuate.Drawing;
import dev.lifecycle.actuate.LifecycleEndpoint;

/**
 * The page and the drawings in reactive applications.
 *
 * @since 0.1.0
 */
public final class ReactivePage {

	private static final Set<HttpMethod> READ = Set.of(HttpMethod.GET, HttpMethod.HEAD);

	private ReactivePage() {
	}

	/**
	 * Return what answers requests.
	 * @param endpoint the endpoint whose services are shown
	 * @param viewers those who look at the page; {@code null} if there is no page
	 * @return handlers by their paths below the endpoint
	 */
	public static Map<String, WebHandler> handlers(LifecycleEndpoint endpoint, @Nullable Viewers viewers) {
		Map<String, WebHandler> handlers = new LinkedHashMap<>();
		for (Drawing drawing : Drawing.values()) {
			handlers.put("/drawings/" + drawing.fileName(), handler(() -> PageContent.drawing(endpoint, drawing)));
		}
		if (viewers != null) {
			handlers.put("/page/index.html", handler(PageContent::page));
			handlers.put("/page/events", (exchange) -> connect(viewers, exchange));
		}
		return handlers;
	}

	private static WebHandler handler(Supplier<PageContent> source) {
		// Created by the first request, not while the application starts.
		SingletonSupplier<PageContent> supplier = SingletonSupplier.of(source);
		return (exchange) -> {
			requireMethod(exchange, READ);
			ServerHttpResponse response = exchange.getResponse();
			// Services may be many, and event loops are few.
			return Mono.fromCallable(supplier::obtain).subscribeOn(Schedulers.boundedElastic()).flatMap((content) -> {
				byte[] body = content.body();
				PageContent.HEADERS.forEach(response.getHeaders()::set);
				response.getHeaders().set("Content-Security-Policy", content.contentSecurityPolicy());
				response.getHeaders().setContentType(MediaType.parseMediaType(content.mediaType()));
				response.getHeaders().setContentLength(body.length);
				return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
			});
		};
	}

	private static Mono<Void> connect(Viewers viewers, ServerWebExchange exchange) {
		requireMethod(exchange, Set.of(HttpMethod.GET));
		ServerHttpResponse response = exchange.getResponse();
		PageContent.HEADERS.forEach(response.getHeaders()::set);
		return Mono.using(ReactiveViewer::new, (viewer) -> {
			if (!viewers.add(viewer)) {
				response.setStatusCode(HttpStatus.SERVICE_UNAVAILABLE);
				return response.setComplete();
			}
			response.getHeaders().setContentType(MediaType.parseMediaType(PageContent.EVENTS));
			return viewer.connect(response);
		}, viewers::remove);
	}

	private static void requireMethod(ServerWebExchange exchange, Set<HttpMethod> methods) {
		if (!methods.contains(exchange.getRequest().getMethod())) {
			throw new MethodNotAllowedException(exchange.getRequest().getMethod(), methods);
		}
	}

}
