package dev.lifecycle.actuate;

import org.jspecify.annotations.Nullable;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;

/**
 * Drawings of services by the names under which they are asked for.
 */
enum Drawing {

	GRAPH_SVG("graph.svg", Drawing.SVG),

	TIMELINE_SVG("timeline.svg", Drawing.SVG),

	GRAPH_MERMAID("graph.mmd", Drawing.TEXT),

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

	MimeType mimeType() {
		return MimeTypeUtils.parseMimeType(this.mimeType);
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
