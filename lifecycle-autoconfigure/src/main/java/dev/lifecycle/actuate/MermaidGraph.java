package dev.lifecycle.actuate;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.lifecycle.DependencyType;
import dev.lifecycle.ServiceState;

/**
 * Draws services as a Mermaid flowchart.
 */
final class MermaidGraph {

	private static final Map<ServiceState, String> COLORS = Map.of(ServiceState.PENDING, "fill:#f3f4f6,stroke:#6b7280",
			ServiceState.WAITING, "fill:#f3f4f6,stroke:#6b7280", ServiceState.STARTING, "fill:#dbeafe,stroke:#2563eb",
			ServiceState.VALIDATING, "fill:#dbeafe,stroke:#2563eb", ServiceState.READY, "fill:#dcfce7,stroke:#15803d",
			ServiceState.NOT_READY, "fill:#ffedd5,stroke:#c2410c", ServiceState.STOPPING, "fill:#f3f4f6,stroke:#6b7280",
			ServiceState.STOPPED, "fill:#f3f4f6,stroke:#6b7280", ServiceState.FAILED, "fill:#fee2e2,stroke:#b91c1c");

	private final Map<String, String> ids = new HashMap<>();

	private final StringBuilder text = new StringBuilder();

	private MermaidGraph() {
	}

	/**
	 * Draw services.
	 * @param lifecycle the services
	 * @return the text of the flowchart
	 */
	static String draw(LifecycleDescriptor lifecycle) {
		return new MermaidGraph().draw(lifecycle.services(), lifecycle.startup().criticalPath());
	}

	private String draw(List<ServiceDescriptor> services, List<String> criticalPath) {
		this.text.append("flowchart LR\n");
		for (ServiceDescriptor service : services) {
			this.ids.put(service.name(), "n" + this.ids.size());
			this.text.append("  %s[\"%s<br/>%s\"]:::%s\n".formatted(this.ids.get(service.name()),
					escape(Labels.name(service.name())), escape(Labels.state(service)), service.state()));
		}
		for (ServiceDescriptor service : services) {
			for (ServiceDescriptor.Dependency dependency : service.dependencies()) {
				String arrow = arrow(dependency.type(),
						CriticalPaths.contains(criticalPath, dependency.service(), service.name()));
				this.text.append("  %s %s %s\n".formatted(this.ids.get(dependency.service()), arrow,
						this.ids.get(service.name())));
			}
		}
		services.stream()
			.map(ServiceDescriptor::state)
			.distinct()
			.forEach((state) -> this.text
				.append("  classDef %s %s,color:#111827\n".formatted(state, COLORS.get(state))));
		return this.text.toString();
	}

	private static String arrow(DependencyType type, boolean critical) {
		return switch (type) {
			case REQUIRED -> critical ? "==>" : "-->";
			case OPTIONAL -> critical ? "==>|optional|" : "-.->|optional|";
			case SOFT -> critical ? "==>|soft|" : "-.->|soft|";
		};
	}

	// Everything that could mean something to Mermaid, Markdown or HTML becomes a
	// character code.
	static String escape(String text) {
		int[] characters = Labels.line(text).codePoints().toArray();
		StringBuilder escaped = new StringBuilder();
		for (int i = 0; i < characters.length; i++) {
			boolean inside = i > 0 && i < characters.length - 1 && Character.isLetterOrDigit(characters[i - 1])
					&& Character.isLetterOrDigit(characters[i + 1]);
			if (Character.isLetterOrDigit(characters[i]) || characters[i] == ' '
					|| (inside && "-._/".indexOf(characters[i]) != -1)) {
				escaped.appendCodePoint(characters[i]);
			}
			else {
				escaped.append('#').append(characters[i]).append(';');
			}
		}
		return escaped.toString();
	}

}
