package dev.lifecycle.gate.reactive;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;

import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.Connection;

/**
 * Where held requests go on: each on the thread that its connection belongs to, so that
 * they neither crowd one thread nor change it.
 */
final class EventLoops {

	private final Map<ScheduledExecutorService, Scheduler> schedulers = new ConcurrentHashMap<>();

	Scheduler of(ServerHttpRequest request) {
		Connection connection = Connections.of(request);
		return (connection != null)
				? this.schedulers.computeIfAbsent(connection.channel().eventLoop(), Schedulers::fromExecutorService)
				: Schedulers.parallel();
	}

}
