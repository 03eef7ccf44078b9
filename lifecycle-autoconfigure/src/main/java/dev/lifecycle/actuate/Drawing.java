package dev.lifecycle.actuate;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;

/**
 * Drawings of services by the names under which they are asked for.
 *
 * @since 0.1.0
 */
public enum Drawing {

	/**
	 * The services and their dependencies as an image.
	 */
	GRAPH_SVG("graph.svg", Drawing.SVG),

	/**
	 * The latest start-up as an image.
	 */
	TIMELINE_SVG("timeline.svg", Drawing.SVG),

	/**
	 * The services and their dependencies in the language of Mermaid.
	 */
	GRAPH_MERMAID("graph.mmd", Drawing.TEXT),

	/**
	 * The services and their dependencies in the language of Graphviz.
	 */
	GRAPH_DOT("graph.dot", Drawing.TEXT);

	static final String SVG = "image/svg+xml;charset=UTF-8";

	static final String TEXT = "text/plain;charset=UTF-8";

	private final String fileName;

	private final String mimeType;

	Drawing(String fileName, String mimeType) {
		this.fileName = fileName;
		this.mimeType = mimeType;
	}

	static @Nullable Drawing of(String fileName) {
		for (Drawing drawing : values()) {
			if (drawing.fileName.equals(fileName)) {
				return drawing;
			}
		}
		return null;
	}

	/**
	 * Return the name under which the drawing is asked for.
	 * @return the name, with the usual extension of its type
	 */
	public String fileName() {
		return this.fileName;
	}

	/**
	 * Return the type of the drawing.
	 * @return the type, with the character set
	 */
	public MimeType mimeType() {
		return MimeTypeUtils.parseMimeType(this.mimeType);
	}

	/**
	 * Return what stands in the style elements of the images, to be allowed by content
	 * security policies.
	 * @return the contents of the elements
	 */
	public static List<String> styles() {
		return List.of(Svg.styleContent(GraphSvg.STYLE), Svg.styleContent(TimelineSvg.STYLE));
	}

	String draw(LifecycleDescriptor lifecycle) {
		return switch (this) {
			case GRAPH_SVG -> GraphSvg.draw(lifecycle);
			case TIMELINE_SVG -> TimelineSvg.draw(lifecycle);
			case GRAPH_MERMAID -> MermaidGraph.draw(lifecycle);
			case GRAPH_DOT -> DotGraph.draw(lifecycle);
		};
	}

}
