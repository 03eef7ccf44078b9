package dev.lifecycle.actuate.page;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.filter.ShallowEtagHeaderFilter;

import dev.lifecycle.actuate.Drawing;
import dev.lifecycle.actuate.LifecycleEndpoint;

/**
 * The page and the drawings in servlet applications.
 *
 * @since 0.1.0
 */
public final class ServletPage {

	private static final Set<String> READ = Set.of(HttpMethod.GET.name(), HttpMethod.HEAD.name());

	private ServletPage() {
	}

	/**
	 * Return what answers requests.
	 * @param endpoint the endpoint whose services are shown
	 * @param viewers those who look at the page; {@code null} if there is no page
	 * @return handlers by their paths below the endpoint
	 */
	public static Map<String, HttpRequestHandler> handlers(LifecycleEndpoint endpoint, @Nullable Viewers viewers) {
		Map<String, HttpRequestHandler> handlers = new LinkedHashMap<>();
		for (Drawing drawing : Drawing.values()) {
			handlers.put("/drawings/" + drawing.fileName(), handler(() -> PageContent.drawing(endpoint, drawing)));
		}
		if (viewers != null) {
			handlers.put("/page/index.html", handler(PageContent::page));
			handlers.put("/page/events", (request, response) -> connect(viewers, request, response));
		}
		return handlers;
	}

	private static HttpRequestHandler handler(Supplier<PageContent> source) {
		// Created by the first request, not while the application starts.
		SingletonSupplier<PageContent> supplier = SingletonSupplier.of(source);
		return (request, response) -> {
			requireMethod(request, READ);
			PageContent content = supplier.obtain();
			byte[] body = content.body();
			PageContent.HEADERS.forEach(response::setHeader);
			response.setHeader("Content-Security-Policy", content.contentSecurityPolicy());
			response.setContentType(content.mediaType());
			response.setContentLength(body.length);
			response.getOutputStream().write(body);
		};
	}

	private static void connect(Viewers viewers, HttpServletRequest request, HttpServletResponse response)
			throws IOException, HttpRequestMethodNotSupportedException {
		requireMethod(request, Set.of(HttpMethod.GET.name()));
		PageContent.HEADERS.forEach(response::setHeader);
		// Otherwise it would keep all that is sent until the connection ends.
		ShallowEtagHeaderFilter.disableContentCaching(request);
		AsyncContext context = request.startAsync();
		context.setTimeout(0);
		ServletViewer viewer = new ServletViewer(viewers, context, response.getOutputStream());
		if (!viewers.add(viewer)) {
			response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
			context.complete();
			return;
		}
		context.addListener(viewer);
		response.setContentType(PageContent.EVENTS);
		response.getOutputStream().setWriteListener(viewer);
	}

	private static void requireMethod(HttpServletRequest request, Set<String> methods)
			throws HttpRequestMethodNotSupportedException {
		if (!methods.contains(request.getMethod())) {
			throw new HttpRequestMethodNotSupportedException(request.getMethod(), methods);
		}
	}

}
