package dev.lifecycle.actuate;

/**
 * The text of an SVG image. Whatever is added as text is escaped, there are neither
 * scripts nor references to anything outside.
 */
final class Svg {

	private static final int LONGEST_TITLE = 300;

	private final StringBuilder text = new StringBuilder();

	/**
	 * Begin an image.
	 * @param type the class of the root element, which all rules of the style begin with
	 * @param width the width
	 * @param height the height
	 * @param title what is to be seen, in a few words
	 * @param description what is to be seen, for those who cannot
	 * @param style the rules of the style
	 */
	Svg(String type, int width, int height, String title, String description, String style) {
		this.text.append("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"").append(type).append('"');
		attribute("width", width).attribute("height", height);
		this.text.append(" viewBox=\"0 0 ").append(width).append(' ').append(height);
		this.text.append("\" role=\"img\" aria-labelledby=\"%s-title %s-desc\">\n".formatted(type, type));
		this.text.append("<title id=\"%s-title\">%s</title>\n".formatted(type, escape(title)));
		this.text.append("<desc id=\"%s-desc\">%s</desc>\n".formatted(type, escape(description)));
		this.text.append("<style>").append(styleContent(style)).append("</style>\n");
	}

	static String styleContent(String style) {
		return "\n" + style;
	}

	Svg group(String type, String title) {
		begin("g", type).text.append("><title>").append(escape(title, LONGEST_TITLE)).append("</title>");
		return this;
	}

	Svg end() {
		this.text.append("</g>\n");
		return this;
	}

	Svg rect(String type, long x, long y, long width, long height) {
		begin("rect", type).attribute("x", x).attribute("y", y).attribute("width", width).attribute("height", height);
		this.text.append("/>");
		return this;
	}

	Svg path(String type, String data) {
		begin("path", type).text.append(" d=\"").append(data).append("\"/>");
		return this;
	}

	Svg text(String type, long x, long y, String content) {
		begin("text", type).attribute("x", x).attribute("y", y);
		this.text.append('>').append(escape(content)).append("</text>");
		return this;
	}

	private Svg begin(String name, String type) {
		this.text.append('<').append(name);
		if (!type.isEmpty()) {
			this.text.append(" class=\"").append(type).append('"');
		}
		return this;
	}

	private Svg attribute(String name, long value) {
		this.text.append(' ').append(name).append("=\"").append(value).append('"');
		return this;
	}

	Svg line() {
		this.text.append('\n');
		return this;
	}

	// Add elements that contain no text from elsewhere.
	Svg definitions(String elements) {
		this.text.append("<defs>").append(elements).append("</defs>\n");
		return this;
	}

	static String escape(String text) {
		return escape(text, Integer.MAX_VALUE);
	}

	private static String escape(String text, int longest) {
		StringBuilder escaped = new StringBuilder();
		for (int codePoint : Labels.line(text).codePoints().toArray()) {
			String character = escape(codePoint);
			if (escaped.length() + character.length() > longest) {
				return escaped.append('…').toString();
			}
			escaped.append(character);
		}
		return escaped.toString();
	}

	private static String escape(int codePoint) {
		return switch (codePoint) {
			case '&' -> "&amp;";
			case '<' -> "&lt;";
			case '>' -> "&gt;";
			case '"' -> "&quot;";
			case '\'' -> "&#39;";
			default -> Character.toString(codePoint);
		};
	}

	@Override
	public String toString() {
		return this.text + "</svg>\n";
	}

}
