package dev.lifecycle.autoconfigure;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.blockhound.BlockHound;
import reactor.core.publisher.Mono;

import dev.lifecycle.autoconfigure.ReactiveGateTests.GatedController;
import dev.lifecycle.gate.GateBypass;
import dev.lifecycle.gate.StartupProgress;
import dev.lifecycle.gate.TrafficGate;

/**
 * An application in which BlockHound watches the event loops, and that is done with it
 * all that can be done with a gate. Runs in a JVM of its own, because BlockHound changes
 * all of it. Prints where event loops were blocked.
 *
 * @since 0.1.0
 */
public final class EventLoopGuard {

	private EventLoopGuard() {
	}

	/**
	 * Run the application.
	 * @param args not used
	 * @throws Exception if a request fails
	 */
	public static void main(String[] args) throws Exception {
		Queue<StackTraceElement[]> blocked = new ConcurrentLinkedQueue<>();
		BlockHound.install((builder) -> builder
			.blockingMethodCallback((method) -> blocked.add(Thread.currentThread().getStackTrace())));
		try (ReactiveApplication application = new ReactiveApplication(Application.class,
				"lifecycle.gate.max-held=200")) {
			exercise(application);
		}
		blocked.forEach((stack) -> print(stack));
	}

	private static void exercise(ReactiveApplication application) throws Exception {
		List<CompletableFuture<HttpResponse<String>>> responses = new ArrayList<>();
		responses.addAll(application.send(20, "/livez"));
		responses.addAll(application.send(20, "/actuator/health"));
		responses.addAll(application.send(300, "/hello"));
		application.exchange("GET /hello HTTP/1.1\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document");
		application.get("/hello", "Lifecycle-Gate-Bypass", "guessed");
		GateBypass bypass = application.context().getBean(GateBypass.class);
		application.get("/hello", bypass.headerName(), bypass.token());
		application.open("GET /hello HTTP/1.1").close();
		application.awaitHeld(200);
		CompletableFuture<Boolean> answered = CompletableFuture.supplyAsync(() -> awaitAnswers(application));
		application.gate().open();
		for (CompletableFuture<HttpResponse<String>> response : responses) {
			response.get();
		}
		answered.get();
		application.gate().close();
		WebSocketClient client = new WebSocketClient();
		CompletableFuture<?> connected = application.connect("/echo", client);
		application.awaitHeld(1);
		application.gate().fail();
		connected.get();
		client.closed.get();
		application.gate().open();
		application.get("/blocking");
	}

	private static boolean awaitAnswers(ReactiveApplication application) {
		try {
			return application.gate().awaitAnswers(Duration.ofSeconds(60));
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void print(StackTraceElement[] stack) {
		System.out.println("BLOCKED " + Arrays.stream(stack).skip(2).limit(60).toList());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ GatedController.class, BlockingController.class })
	static class Application {

		@Bean
		TrafficGate trafficGate() {
			return new TrafficGate();
		}

		@Bean
		@Lazy
		GateBypass gateBypass() {
			return new GateBypass();
		}

		@Bean
		@Lazy
		StartupProgress startupProgress() {
			return StartupProgress.unknown();
		}

	}

	@RestController
	static class BlockingController {

		@GetMapping("/blocking")
		Mono<Boolean> blocking() {
			return Mono.fromCallable(() -> new CountDownLatch(1).await(1, TimeUnit.MILLISECONDS));
		}

	}

}
