package dev.lifecycle.actuate.page;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.FluxSink.OverflowStrategy;
import reactor.core.publisher.Mono;

/**
 * A browser that takes messages when it can.
 */
final class ReactiveViewer implements Viewer {

	private static final byte[] BYTES = MESSAGE.getBytes(StandardCharsets.UTF_8);

	private volatile @Nullable FluxSink<byte[]> sink;

	private volatile boolean closed;

	Mono<Void> connect(ServerHttpResponse response) {
		Flux<Publisher<DataBuffer>> messages = Flux.create(this::begin, OverflowStrategy.LATEST)
			.map((message) -> Mono.fromSupplier(() -> response.bufferFactory().wrap(message)));
		return response.writeAndFlushWith(messages);
	}

	private void begin(FluxSink<byte[]> sink) {
		this.sink = sink;
		sink.next(BYTES);
		if (this.closed) {
			sink.complete();
		}
	}

	@Override
	public void send() {
		FluxSink<byte[]> sink = this.sink;
		if (sink != null) {
			sink.next(BYTES);
		}
	}

	@Override
	public void close() {
		this.closed = true;
		FluxSink<byte[]> sink = this.sink;
		if (sink != null) {
			sink.complete();
		}
	}

}
