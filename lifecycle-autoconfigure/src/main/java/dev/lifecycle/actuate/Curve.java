package dev.lifecycle.actuate;

/**
 * The data of a path, in as few characters as possible.
 */
final class Curve {

	private static final int SLIGHT = 12;

	private final StringBuilder data = new StringBuilder();

	private int x;

	private int y;

	private int drawn;

	Curve(int x, int y) {
		this.data.append('M').append(x).append(' ').append(y);
		this.x = x;
		this.y = y;
		this.drawn = x;
	}

	Curve straight(int x) {
		this.x = x;
		return this;
	}

	Curve bend(int x, int y) {
		if (y == this.y) {
			return straight(x);
		}
		end();
		int width = x - this.x;
		String down = number(y - this.y);
		this.data.append('c').append(width / 2).append(" 0").append(number(width / 2)).append(down);
		return next(number(width) + down, x, y);
	}

	/**
	 * Lead to a place next to which the path goes on straight; if a bend would hardly be
	 * seen, without one.
	 * @param x the place
	 * @param y how far it is from the top
	 * @return the curve itself
	 */
	Curve slope(int x, int y) {
		if (y == this.y || Math.abs(y - this.y) > SLIGHT) {
			return bend(x, y);
		}
		end();
		return next("l" + (x - this.x) + number(y - this.y), x, y);
	}

	private Curve next(String data, int x, int y) {
		this.data.append(data);
		this.x = x;
		this.y = y;
		this.drawn = x;
		return this;
	}

	// A minus separates numbers too.
	private static String number(int value) {
		return (value < 0) ? Integer.toString(value) : " " + value;
	}

	// What is straight is drawn at once.
	private void end() {
		if (this.x != this.drawn) {
			this.data.append('h').append(this.x - this.drawn);
			this.drawn = this.x;
		}
	}

	@Override
	public String toString() {
		end();
		return this.data.toString();
	}

}
