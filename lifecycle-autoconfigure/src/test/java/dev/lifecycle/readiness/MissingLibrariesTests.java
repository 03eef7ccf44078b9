package dev.lifecycle.readiness;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for checks without the libraries they can do without.
 */
class MissingLibrariesTests {

	@Test
	void methodsAreCalledWithoutReactorAndHealth() throws Exception {
		assertThat(call(MethodCall.class, "reactor.", "org.springframework.boot.health."))
			.isEqualTo("ReadinessResult[isReady=true, reason=null]");
	}

	@Test
	void tcpIsCheckedWithoutSpringWebAndJackson() throws Exception {
		assertThat(call(TcpCall.class, "org.springframework.web.", "org.springframework.http.", "tools.jackson."))
			.asString()
			.contains("unknown host db.invalid");
	}

	@Test
	void httpWithPointerSaysThatJacksonIsMissing() {
		assertThatExceptionOfType(FailureAnalyzedException.class)
			.isThrownBy(() -> call(JsonCreation.class, "tools.jackson."))
			.withMessageContaining("tools.jackson.databind.json.JsonMapper, which is not on the class path");
	}

	@Test
	void httpIsCheckedWithoutSpringWebAndJackson() throws Exception {
		assertThat(call(HttpCall.class, "org.springframework.web.", "org.springframework.http.", "tools.jackson."))
			.asString()
			.contains("unknown host auth.invalid");
	}

	private static @Nullable Object call(Class<? extends Callable<?>> type, String... missing) throws Exception {
		Class<?> isolated = new Isolated(List.of(missing)).loadClass(type.getName());
		return ((Callable<?>) ReflectionUtils.accessibleConstructor(isolated).newInstance()).call();
	}

	private static HttpCheck http(@Nullable String pointer) {
		return new HttpCheck(URI.create("http://auth.invalid/"), null, pointer, null, Map.of());
	}

	static class MethodCall implements Callable<String> {

		@Override
		public String call() throws Exception {
			return String.valueOf(new MethodProbe(this, MethodCall.class.getDeclaredMethod("later")).check());
		}

		CompletableFuture<Boolean> later() {
			return CompletableFuture.completedFuture(true);
		}

	}

	static class TcpCall implements Callable<String> {

		@Override
		public String call() throws Exception {
			return String.valueOf(Checks.call(TcpCheck.of("db.invalid:5432"), Checks.LONG));
		}

	}

	static class JsonCreation implements Callable<String> {

		@Override
		public String call() {
			return String.valueOf(http("/status").create(Checks.context(Checks.LONG)));
		}

	}

	static class HttpCall implements Callable<String> {

		@Override
		public String call() throws Exception {
			return String.valueOf(Checks.call(http(null), Checks.LONG));
		}

	}

	/**
	 * Defines our classes anew and hides others from them.
	 */
	private static final class Isolated extends ClassLoader {

		private final List<String> missing;

		Isolated(List<String> missing) {
			super(MissingLibrariesTests.class.getClassLoader());
			this.missing = missing;
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			if (this.missing.stream().anyMatch(name::startsWith)) {
				throw new ClassNotFoundException(name);
			}
			if (!name.startsWith("dev.lifecycle.")) {
				return super.loadClass(name, resolve);
			}
			Class<?> loaded = findLoadedClass(name);
			return (loaded != null) ? loaded : define(name);
		}

		private Class<?> define(String name) throws ClassNotFoundException {
			try (InputStream input = getResourceAsStream(name.replace('.', '/') + ".class")) {
				if (input == null) {
					throw new ClassNotFoundException(name);
				}
				byte[] bytes = input.readAllBytes();
				return defineClass(name, bytes, 0, bytes.length);
			}
			catch (IOException ex) {
				throw new ClassNotFoundException(name, ex);
			}
		}

	}

}
