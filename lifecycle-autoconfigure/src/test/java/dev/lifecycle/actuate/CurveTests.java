package dev.lifecycle.actuate;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Curve}.
 */
class CurveTests {

	private final Curve curve = new Curve(10, 200);

	@Test
	void straightPartsAreOne() {
		assertThat(this.curve.straight(50).bend(90, 200).slope(130, 200)).hasToString("M10 200h120");
	}

	@Test
	void bendUpAndDown() {
		assertThat(this.curve.bend(90, 140).straight(100).bend(180, 160))
			.hasToString("M10 200c40 0 40-60 80-60h10c40 0 40 20 80 20");
	}

	@Test
	void bendBack() {
		assertThat(this.curve.bend(-90, 260)).hasToString("M10 200c-50 0-50 60-100 60");
	}

	@Test
	void slightSlopeIsStraight() {
		assertThat(this.curve.slope(90, 194).straight(100).slope(180, 206)).hasToString("M10 200l80-6h10l80 12");
	}

	@Test
	void steepSlopeIsBent() {
		assertThat(this.curve.slope(90, 213)).hasToString("M10 200c40 0 40 13 80 13");
	}

}
