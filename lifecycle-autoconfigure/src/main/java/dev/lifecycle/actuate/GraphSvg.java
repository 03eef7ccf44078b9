package dev.lifecycle.actuate;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import dev.lifecycle.DependencyType;
import dev.lifecycle.ServiceState;
import dev.lifecycle.actuate.GraphLayout.Place;

/**
 * Draws services as an SVG image, coloured by state: what is needed to the left of what
 * needs it.
 */
final class GraphSvg {

	private static final int MARGIN = 24;

	private static final int TOP = 64;

	private static final int LEGEND = 56;

	private static final int WIDTH = 184;

	private static final int HEIGHT = 44;

	private static final int COLUMN = 264;

	private static final int ROW = 60;

	private static final int LANE = 12;

	private static final int TIP = 2;

	private static final int LETTERS = 22;

	private static final int NARROWEST = 760;

	static final String STYLE = """
			.lc-graph{background:#fff;font:12px system-ui,sans-serif}
			.lc-graph text{fill:#4b5563}
			.lc-graph .h{font-size:18px;font-weight:600}
			.lc-graph .h,.lc-graph .b{fill:#111827}
			.lc-graph .b{font-size:13px;font-weight:600}
			.lc-graph rect{fill:#f3f4f6;stroke:#6b7280;rx:6px}
			.lc-graph .READY rect{fill:#dcfce7;stroke:#15803d}
			.lc-graph .STARTING rect,.lc-graph .VALIDATING rect{fill:#dbeafe;stroke:#2563eb}
			.lc-graph .NOT_READY rect{fill:#ffedd5;stroke:#c2410c}
			.lc-graph .FAILED rect{fill:#fee2e2;stroke:#b91c1c}
			.lc-graph .o rect{stroke-dasharray:5 3}
			.lc-graph .c rect{stroke-width:3px}
			.lc-graph path{fill:none;stroke:#9ca3af;stroke-width:1.3px;marker-end:url(#lc-graph-tip)}
			.lc-graph .l{marker-end:none}
			.lc-graph .O{stroke-dasharray:6 4}
			.lc-graph .S{stroke-dasharray:1.5 4}
			.lc-graph .k{stroke:#111827;stroke-width:3px;marker-end:url(#lc-graph-top)}
			.lc-graph marker path{fill:#9ca3af;stroke:none;marker-end:none}
			.lc-graph #lc-graph-top path{fill:#111827}
			@media(prefers-color-scheme:dark){
			.lc-graph{background:#0f172a}
			.lc-graph text{fill:#cbd5e1}
			.lc-graph .h,.lc-graph .b{fill:#f8fafc}
			.lc-graph rect{fill:#1e293b;stroke:#94a3b8}
			.lc-graph .READY rect{fill:#14532d;stroke:#4ade80}
			.lc-graph .STARTING rect,.lc-graph .VALIDATING rect{fill:#1e3a8a;stroke:#93c5fd}
			.lc-graph .NOT_READY rect{fill:#7c2d12;stroke:#fdba74}
			.lc-graph .FAILED rect{fill:#7f1d1d;stroke:#fca5a5}
			.lc-graph path{stroke:#64748b}
			.lc-graph .k{stroke:#f8fafc}
			.lc-graph marker path{fill:#64748b}
			.lc-graph #lc-graph-top path{fill:#f8fafc}
			}
			""";

	private static final String TIPS = """
			<marker id="lc-graph-tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" \
			markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L8 4L0 8z"/></marker>\
			<marker id="lc-graph-top" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="12" markerHeight="12" \
			markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L8 4L0 8z"/></marker>""";

	private static final List<LegendEntry> STATES = List.of(new LegendEntry("READY", "ready", 84),
			new LegendEntry("STARTING", "starting, validating", 160),
			new LegendEntry("PENDING", "waiting, stopped", 142), new LegendEntry("NOT_READY", "not ready", 104),
			new LegendEntry("FAILED", "failed", 84), new LegendEntry("o", "optional service", 0));

	private static final List<LegendEntry> LINES = List.of(new LegendEntry("R", "required", 114),
			new LegendEntry("O", "optional", 114), new LegendEntry("S", "only order", 126),
			new LegendEntry("k", "critical path", 0));

	private final LifecycleDescriptor lifecycle;

	private final GraphLayout layout;

	private GraphSvg(LifecycleDescriptor lifecycle) {
		this.lifecycle = lifecycle;
		this.layout = new GraphLayout(lifecycle.services(), ROW, LANE);
	}

	/**
	 * Draw services.
	 * @param lifecycle the services
	 * @return the text of the image
	 */
	static String draw(LifecycleDescriptor lifecycle) {
		return new GraphSvg(lifecycle).draw();
	}

	private String draw() {
		int bottom = TOP + this.layout.height();
		int width = Math.max(NARROWEST, 2 * MARGIN + this.layout.columns() * COLUMN - (COLUMN - WIDTH));
		Svg svg = new Svg("lc-graph", width, bottom + LEGEND, "Services",
				summary() + ". An arrow leads from a service to those that wait for it.", STYLE);
		svg.definitions(TIPS);
		svg.text("h", MARGIN, 32, "Services").text("", MARGIN, 50, summary()).line();
		addEdges(svg, edges());
		this.lifecycle.services().forEach((service) -> addNode(svg, service));
		addLegend(svg, bottom);
		return svg.toString();
	}

	private String summary() {
		List<ServiceDescriptor> services = this.lifecycle.services();
		long ready = services.stream().filter((service) -> service.state() == ServiceState.READY).count();
		String state = this.lifecycle.state().name().replace('_', ' ').toLowerCase(Locale.ROOT);
		return "Application " + state + ", " + ready + " of " + services.size() + " services ready";
	}

	private List<Edge> edges() {
		List<String> criticalPath = this.lifecycle.startup().criticalPath();
		return this.lifecycle.services()
			.stream()
			.flatMap((service) -> service.dependencies()
				.stream()
				.map((dependency) -> new Edge(dependency.service(), service.name(), dependency.type(),
						CriticalPaths.contains(criticalPath, dependency.service(), service.name()))))
			.toList();
	}

	// The critical path is above everything else.
	private void addEdges(Svg svg, List<Edge> edges) {
		edges.stream()
			.filter((edge) -> !edge.critical())
			.collect(Collectors.groupingBy(Edge::from, LinkedHashMap::new, Collectors.toList()))
			.values()
			.forEach((common) -> addLanes(svg, common));
		edges.stream().sorted(Comparator.comparing(Edge::critical)).forEach((edge) -> addEdge(svg, edge));
	}

	// Draw once what edges of a service have in common, as the strongest of them.
	private void addLanes(Svg svg, List<Edge> edges) {
		Place last = this.layout.place(edges.get(0).from());
		for (DependencyType type : DependencyType.values()) {
			List<Place> lanes = edges.stream()
				.filter((edge) -> edge.type() == type)
				.map((edge) -> this.layout.lanes(edge.from(), edge.to()))
				.max(Comparator.comparingInt(List::size))
				.orElse(List.of());
			int column = last.column();
			List<Place> rest = lanes.stream().filter((lane) -> lane.column() > column).toList();
			if (!rest.isEmpty()) {
				svg.path(type(type) + " l", curve(last, rest).toString()).line();
				last = rest.get(rest.size() - 1);
			}
		}
	}

	private void addEdge(Svg svg, Edge edge) {
		List<Place> lanes = this.layout.lanes(edge.from(), edge.to());
		Place start = this.layout.place(edge.from());
		if (!edge.critical() && !lanes.isEmpty()) {
			start = lanes.get(lanes.size() - 1);
			lanes = List.of();
		}
		Place end = this.layout.place(edge.to());
		Curve curve = curve(start, lanes).bend(x(end) - TIP, y(end));
		svg.path(type(edge.type()) + (edge.critical() ? " k" : ""), curve.toString()).line();
	}

	private static String type(DependencyType type) {
		return switch (type) {
			case REQUIRED -> "R";
			case OPTIONAL -> "O";
			case SOFT -> "S";
		};
	}

	private static Curve curve(Place start, List<Place> lanes) {
		Curve curve = new Curve(x(start) + WIDTH, y(start));
		lanes.forEach((lane) -> curve.slope(x(lane), y(lane)).straight(x(lane) + WIDTH));
		return curve;
	}

	private static int x(Place place) {
		return MARGIN + place.column() * COLUMN;
	}

	private static int y(Place place) {
		return TOP + place.y();
	}

	private void addNode(Svg svg, ServiceDescriptor service) {
		Place place = this.layout.place(service.name());
		int y = y(place) - HEIGHT / 2;
		String name = Labels.line(service.name());
		svg.group(service.state() + (service.required() ? "" : " o") + (service.onCriticalPath() ? " c" : ""),
				Labels.name(service.name()) + ": " + Labels.details(service));
		svg.rect("", x(place), y, WIDTH, HEIGHT);
		svg.text("b", x(place) + 10, y + 18, Labels.shorten(name, LETTERS));
		svg.text("", x(place) + 10, y + 35, Labels.state(service)).end();
	}

	private static void addLegend(Svg svg, int bottom) {
		int x = MARGIN;
		for (LegendEntry entry : STATES) {
			svg.group(entry.type(), entry.label()).rect("", x, bottom + 8, 24, 14);
			svg.text("", x + 31, bottom + 19, entry.label()).end();
			x += entry.width();
		}
		x = MARGIN;
		for (LegendEntry entry : LINES) {
			svg.path(entry.type(), "M" + x + " " + (bottom + 40) + "h34");
			svg.text("", x + 42, bottom + 44, entry.label()).line();
			x += entry.width();
		}
	}

	/**
	 * An arrow.
	 *
	 * @param from the name of the service it begins at
	 * @param to the name of the service it leads to
	 * @param type what the latter needs the former for
	 * @param critical whether it is on the critical path
	 */
	private record Edge(String from, String to, DependencyType type, boolean critical) {

	}

	/**
	 * An entry of the legend.
	 *
	 * @param type the class of the sample
	 * @param label what it means
	 * @param width how much place it takes
	 */
	private record LegendEntry(String type, String label, int width) {

	}

}
