package dev.lifecycle.readiness;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link StatusCodes}.
 */
class StatusCodesTests {

	@ParameterizedTest
	@CsvSource({ ",200,true", ",204,true", ",302,false", "200,200,true", "200,201,false", "200-299,299,true",
			"200-299,300,false", "4xx,404,true", "4xx,500,false", "'200, 401-403',402,true",
			"'200, 401-403',404,false" })
	void containWhenDeclaredThenTells(@Nullable String declared, int status, boolean expected) {
		assertThat(StatusCodes.parse(declared).contain(status)).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "ok", "20", "2000", "600", "6xx", "200,", "200-" })
	void parseWhenUnreadableThenSaysWhatToWrite(String declared) {
		assertThatIllegalArgumentException().isThrownBy(() -> StatusCodes.parse(declared))
			.withMessageStartingWith("'status' must be like 200, 200-299, 2xx or 200,204, not '");
	}

	@ParameterizedTest
	@ValueSource(strings = "299-200")
	void parseWhenRangeIsEmptyThenRejected(String declared) {
		assertThatIllegalArgumentException().isThrownBy(() -> StatusCodes.parse(declared))
			.withMessage("'status' has an empty range '299-200'");
	}

}
