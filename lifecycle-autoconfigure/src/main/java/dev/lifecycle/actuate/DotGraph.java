package dev.lifecycle.actuate;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.lifecycle.DependencyType;
import dev.lifecycle.ServiceState;

/**
 * Draws services in the language of Graphviz.
 */
final class DotGraph {

	private final Map<String, String> ids = new HashMap<>();

	private final StringBuilder text = new StringBuilder();

	private DotGraph() {
	}

	/**
	 * Draw services.
	 * @param lifecycle the services
	 * @return the text of the graph
	 */
	static String draw(LifecycleDescriptor lifecycle) {
		return new DotGraph().draw(lifecycle.services(), lifecycle.startup().criticalPath());
	}

	private String draw(List<ServiceDescriptor> services, List<String> criticalPath) {
		this.text.append("digraph lifecycle {\n");
		this.text.append("  graph [rankdir=LR, charset=\"UTF-8\"];\n");
		this.text.append("  node [shape=box, style=\"rounded,filled\", fontname=\"Helvetica\"];\n");
		for (ServiceDescriptor service : services) {
			this.ids.put(service.name(), "n" + this.ids.size());
			this.text.append("  %s [label=\"%s\\n%s\", %s%s];\n".formatted(this.ids.get(service.name()),
					escape(Labels.name(service.name())), escape(Labels.state(service)), color(service.state()),
					service.onCriticalPath() ? ", penwidth=3" : ""));
		}
		for (ServiceDescriptor service : services) {
			for (ServiceDescriptor.Dependency dependency : service.dependencies()) {
				boolean critical = CriticalPaths.contains(criticalPath, dependency.service(), service.name());
				this.text.append("  %s -> %s [style=%s%s];\n".formatted(this.ids.get(dependency.service()),
						this.ids.get(service.name()), style(dependency.type()), critical ? ", penwidth=3" : ""));
			}
		}
		return this.text.append("}\n").toString();
	}

	private static String style(DependencyType type) {
		return switch (type) {
			case REQUIRED -> "solid";
			case OPTIONAL -> "dashed";
			case SOFT -> "dotted";
		};
	}

	private static String color(ServiceState state) {
		return switch (state) {
			case READY -> "fillcolor=\"#dcfce7\", color=\"#15803d\"";
			case STARTING, VALIDATING -> "fillcolor=\"#dbeafe\", color=\"#2563eb\"";
			case NOT_READY -> "fillcolor=\"#ffedd5\", color=\"#c2410c\"";
			case FAILED -> "fillcolor=\"#fee2e2\", color=\"#b91c1c\"";
			case PENDING, WAITING, STOPPING, STOPPED -> "fillcolor=\"#f3f4f6\", color=\"#6b7280\"";
		};
	}

	// Labels know escapes with a backslash, and entities.
	static String escape(String text) {
		return Labels.line(text).replace("\\", "\\\\").replace("\"", "\\\"").replace("&", "&amp;");
	}

}
