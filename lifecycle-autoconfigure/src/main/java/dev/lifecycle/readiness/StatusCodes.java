package dev.lifecycle.readiness;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * The status codes that an answer may have.
 *
 * @param text how they were declared
 * @param ranges the codes
 */
record StatusCodes(String text, List<Range> ranges) {

	private static final Pattern RANGE = Pattern.compile("([1-5]\\d\\d)(?:-([1-5]\\d\\d))?|([1-5])xx");

	static StatusCodes parse(@Nullable String text) {
		String declared = (text != null) ? text : "2xx";
		return new StatusCodes(declared,
				Stream.of(declared.split(",", -1)).map(String::strip).map(Range::parse).toList());
	}

	boolean contain(int status) {
		return this.ranges.stream().anyMatch((range) -> range.first() <= status && status <= range.last());
	}

	/**
	 * Adjacent status codes.
	 *
	 * @param first the lowest code
	 * @param last the highest code
	 */
	record Range(int first, int last) {

		static Range parse(String text) {
			Matcher matcher = RANGE.matcher(text);
			Assert.isTrue(matcher.matches(),
					() -> "'status' must be like 200, 200-299, 2xx or 200,204, not '" + text + "'");
			if (matcher.group(3) != null) {
				int family = Integer.parseInt(matcher.group(3)) * 100;
				return new Range(family, family + 99);
			}
			int first = Integer.parseInt(matcher.group(1));
			int last = (matcher.group(2) != null) ? Integer.parseInt(matcher.group(2)) : first;
			Assert.isTrue(first <= last, () -> "'status' has an empty range '" + text + "'");
			return new Range(first, last);
		}

	}

}
