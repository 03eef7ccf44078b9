package dev.lifecycle.benchmarks;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * Measured values, in the order of their size.
 */
final class Sample {

	private final double[] values;

	Sample(double... values) {
		this.values = values.clone();
		Arrays.sort(this.values);
	}

	static <T> Sample of(T[] items, ToDoubleFunction<T> value) {
		return new Sample(Stream.of(items).mapToDouble(value).toArray());
	}

	double median() {
		return quantile(0.5);
	}

	// Return the value below which the fraction lies, between neighbours if need be.
	double quantile(double fraction) {
		double position = fraction * (this.values.length - 1);
		int below = (int) position;
		int above = Math.min(below + 1, this.values.length - 1);
		return this.values[below] + (position - below) * (this.values[above] - this.values[below]);
	}

	String format(String pattern) {
		return String.format(Locale.ROOT, pattern + " [" + pattern + " " + pattern + "]", median(), quantile(0.25),
				quantile(0.75));
	}

}
