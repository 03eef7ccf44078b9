package dev.lifecycle.text;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Texts}.
 */
class TextsTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = {
			"jdbc:postgresql://user:pa55@db:5432/x | jdbc:postgresql://******@db:5432/x",
			"redis://:p@55@host | redis://******@host",
			"UnknownHostException: user:pa55@db | UnknownHostException: ******@db",
			"jdbc:oracle:thin:scott/tiger@//db | jdbc:oracle:thin:******@//db",
			"http://host/path?mail=a@b | http://host/path?mail=a@b", "password=abc&user=x | password=******&user=x",
			"PASSWORD: abc, x | PASSWORD: ******, x", "password='a b' x | password=****** x",
			"{\"client_secret\": \"a b\"} | {\"client_secret\": ******}",
			"spring.redis.password=x | spring.redis.password=******",
			"apiKey=x;api-key=y | apiKey=******;api-key=******",
			"Authorization: Bearer abc.def-123 | Authorization: Bearer ******", "Basic dXNlcjpwYXNz | Basic ******",
			"postgres://u:p/w@host/db | postgres://******@host/db",
			"http://host:80/path?mail=a@b | http://host:80/path?mail=a@b", "http://host:80/a@b | http://host:80/a@b",
			"password={a;b};x | password=******;x", "{\"password\": \"a\\\"b\"} | {\"password\": ******}",
			"AccountKey=a==;x | AccountKey=******;x", "https://h?sig=a%2B&x=1 | https://h?sig=******&x=1",
			"pass=abc, bypass: on, passed: 3, signal: 9 | pass=******, bypass: on, passed: 3, signal: 9",
			"rejected eyJhbGci.eyJzdWI.c2ln now | rejected ****** now", "Connection refused | Connection refused" })
	void maskWhenSecretThenReplaced(String text, String masked) {
		assertThat(Texts.mask(text)).isEqualTo(masked);
	}

	@ParameterizedTest
	@CsvSource({ "0, 0 ms", "999, 999 ms", "1000, 1.0 s", "12149, 12.1 s", "300000, 300.0 s" })
	void durationWhenShortThenMillisecondsElseSeconds(long millis, String text) {
		assertThat(Texts.duration(Duration.ofMillis(millis))).isEqualTo(text);
	}

	@Test
	void reasonWhenCausesThenInnermostInOneLineMasked() {
		Throwable failure = new IllegalStateException("outer",
				new IllegalArgumentException("first line\n  password=abc"));
		assertThat(Texts.reason(failure)).isEqualTo("first line password=******");
	}

	@Test
	void reasonWhenNoMessageThenType() {
		assertThat(Texts.reason(new IllegalStateException())).isEqualTo("IllegalStateException");
		assertThat(Texts.reason(new IllegalStateException(" "))).isEqualTo("IllegalStateException");
	}

	@Test
	void reasonWhenOneWordThenWithType() {
		assertThat(Texts.reason(new IllegalStateException("db"))).isEqualTo("IllegalStateException: db");
	}

	@Test
	void reasonWhenMessageCannotBeReadThenType() {
		assertThat(Texts.reason(new Unreadable())).isEqualTo("Unreadable");
	}

	@Test
	void rootCauseWhenCircleThenEnds() {
		Exception first = new Exception("a");
		Exception second = new Exception("b", first);
		first.initCause(second);
		assertThat(Texts.rootCause(first)).isIn(first, second);
	}

	private static final class Unreadable extends RuntimeException {

		@Override
		public String getMessage() {
			throw new IllegalStateException();
		}

	}

}
