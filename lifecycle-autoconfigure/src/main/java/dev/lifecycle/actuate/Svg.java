package dev.lifecycle.actuate;

/**
 * The text of an SVG image. Whatever is added as text is escaped, there are neither
 * scripts nor references to anything outside.
 */
final class Svg {

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
		this.text.append(
				"<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"%s\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" role=\"img\" aria-labelledby=\"%s-title %s-desc\">\n"
					.formatted(type, width, height, width, height, type, type));
		this.text.append("<title id=\"%s-title\">%s</title>\n".formatted(type, escape(title)));
		this.text.append("<desc id=\"%s-desc\">%s</desc>\n".formatted(type, escape(description)));
		this.text.append("<style>").append(styleContent(style)).append("</style>\n");
	}

	static String styleContent(String style) {
		return "\n" + style;
	}

	Svg group(String type, String title) {
		this.text.append("<g class=\"").append(type).append("\"><title>").append(escape(title)).append("</title>");
		return this;
	}

	Svg end() {
		this.text.append("</g>\n");
		return this;
	}

	Svg rect(String type, long x, long y, long width, long height) {
		this.text.append("<rect%s x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>".formatted(attribute(type), x, y,
				width, height));
		return this;
	}

	Svg path(String type, String data) {
		this.text.append("<path%s d=\"%s\"/>".formatted(attribute(type), data));
		return this;
	}

	Svg text(String type, long x, long y, String content) {
		this.text.append("<text%s x=\"%d\" y=\"%d\">%s</text>".formatted(attribute(type), x, y, escape(content)));
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

	private static String attribute(String type) {
		return type.isEmpty() ? "" : " class=\"" + type + "\"";
	}

	static String escape(String text) {
		return Labels.line(text)
			.replace("&", "&amp;")
			.replace("<", "&lt;")
			.replace(">", "&gt;")
			.replace("\"", "&quot;")
			.replace("'", "&#39;");
	}

	@Override
	public String toString() {
		return this.text + "</svg>\n";
	}

}
