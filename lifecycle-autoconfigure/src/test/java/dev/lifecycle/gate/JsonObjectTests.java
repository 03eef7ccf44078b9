package dev.lifecycle.gate;

import com.jayway.jsonpath.JsonPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JsonObject}.
 */
class JsonObjectTests {

	@Test
	void toStringWhenEmptyIsEmptyObject() {
		assertThat(new JsonObject()).hasToString("{}");
	}

	@Test
	void toStringSeparatesMembers() {
		assertThat(new JsonObject().add("a", 1).add("b", "c")).hasToString("{\"a\":1,\"b\":\"c\"}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"quoted\"", "back\\slash", "line\nbreak\ttab\u0000", "ümläut", "\ud83d\ude00" })
	void stringsSurvive(String value) {
		String read = JsonPath.read(new JsonObject().add("value", value).toString(), "$.value");
		assertThat(read).isEqualTo(value);
	}

	@Test
	void loneSurrogateIsEscaped() {
		assertThat(new JsonObject().add("value", "\ud83d")).hasToString("{\"value\":\"\\ud83d\"}");
	}

}
