package dev.lifecycle.actuate;

/**
 * The data of a path that leads to the right, in as few characters as possible.
 */
final class Curve {

	private static final int SLIGHT = 12;

	private final StringBuilder data = new StringBuilder();

	private int y;

	private int straight;

	Curve(int x, int y) {
		this.data.append('M').append(x).append(' ').append(y);
		this.y = y;
	}

	Curve straight(int width) {
		this.straight += width;
		return this;
	}

	/**
	 * Go up or down while going on.
	 * @param width how far to go on
	 * @param y where to get to
	 * @return the curve itself
	 */
	Curve bend(int width, int y) {
		if (y == this.y) {
			return straight(width);
		}
		end();
		String down = number(y - this.y);
		this.data.append('c').append(width / 2).append(" 0 ").append(width / 2).append(down);
		this.data.append(' ').append(width).append(down);
		this.y = y;
		return this;
	}

	/**
	 * Go up or down while going on, in a straight line where a bend would hardly be seen.
	 * @param width how far to go on
	 * @param y where to get to
	 * @return the curve itself
	 */
	Curve slope(int width, int y) {
		if (y == this.y || Math.abs(y - this.y) > SLIGHT) {
			return bend(width, y);
		}
		end();
		this.data.append('l').append(width).append(number(y - this.y));
		this.y = y;
		return this;
	}

	// A minus separates numbers too.
	private static String number(int value) {
		return (value < 0) ? Integer.toString(value) : " " + value;
	}

	private void end() {
		if (this.straight > 0) {
			this.data.append('h').append(this.straight);
			this.straight = 0;
		}
	}

	@Override
	public String toString() {
		end();
		return this.data.toString();
	}

}
