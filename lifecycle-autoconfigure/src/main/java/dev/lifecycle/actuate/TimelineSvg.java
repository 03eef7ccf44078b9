package dev.lifecycle.actuate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.lifecycle.ServiceState;
import dev.lifecycle.actuate.LifecycleDescriptor.Span;
import dev.lifecycle.actuate.LifecycleDescriptor.Startup;

/**
 * Draws a start-up as an SVG image with one line per service, in the order in which they
 * began to start: how long each waited, started and was validated.
 */
final class TimelineSvg {

	private static final int MARGIN = 24;

	private static final int TOP = 112;

	private static final int BOTTOM = 40;

	private static final int LETTERS = 30;

	private static final int LETTER = 7;

	private static final int TIME = 820;

	private static final int AFTER = 150;

	private static final int ROW = 22;

	private static final int NARROW_ROW = 16;

	private static final int MANY = 40;

	private static final int TICKS = 10;

	static final String STYLE = """
			.lc-time{background:#fff;font:12px system-ui,sans-serif}
			.lc-time text{fill:#4b5563}
			.lc-time .h{font-size:18px;font-weight:600}
			.lc-time .h,.lc-time .b,.lc-time .c .n{fill:#111827}
			.lc-time .n{text-anchor:end}
			.lc-time .c .n{font-weight:700}
			.lc-time .x{text-anchor:middle}
			.lc-time path{fill:none}
			.lc-time .g{stroke:#e5e7eb}
			.lc-time .w{stroke:#9ca3af;stroke-width:1.5px;stroke-dasharray:2 3}
			.lc-time .s{fill:#2563eb;stroke:#2563eb}
			.lc-time .v{fill:url(#lc-time-stripes);stroke:#2563eb}
			.lc-time .FAILED .s{fill:#dc2626;stroke:#dc2626}
			.lc-time .FAILED .v{stroke:#dc2626}
			.lc-time .FAILED .t{fill:#b91c1c;font-weight:600}
			.lc-time .c .s,.lc-time .c .v{stroke:#111827;stroke-width:2px}
			.lc-time .k{stroke:#111827}
			.lc-time .p{stroke:#2563eb;stroke-width:3px}
			@media(prefers-color-scheme:dark){
			.lc-time{background:#0f172a}
			.lc-time text{fill:#cbd5e1}
			.lc-time .h,.lc-time .b,.lc-time .c .n{fill:#f8fafc}
			.lc-time .g{stroke:#334155}
			.lc-time .w{stroke:#94a3b8}
			.lc-time .s{fill:#60a5fa;stroke:#60a5fa}
			.lc-time .v,.lc-time .p{stroke:#60a5fa}
			.lc-time .FAILED .s{fill:#f87171;stroke:#f87171}
			.lc-time .FAILED .v{stroke:#f87171}
			.lc-time .FAILED .t{fill:#fca5a5}
			.lc-time .c .s,.lc-time .c .v,.lc-time .k{stroke:#f8fafc}
			}
			""";

	private static final String STRIPES = """
			<pattern id="lc-time-stripes" width="5" height="5" patternUnits="userSpaceOnUse" \
			patternTransform="rotate(45)"><path class="p" d="M0 0v5"/></pattern>""";

	private final Startup startup;

	private final Map<String, ServiceDescriptor> services = new HashMap<>();

	private final List<Span> spans;

	private final long duration;

	private final int left;

	private final int row;

	private TimelineSvg(LifecycleDescriptor lifecycle) {
		this.startup = lifecycle.startup();
		lifecycle.services().forEach((service) -> this.services.put(service.name(), service));
		this.spans = new ArrayList<>(this.startup.timeline());
		this.spans.sort(Comparator.comparingLong(TimelineSvg::released).thenComparingLong(Span::end));
		this.duration = Math.max(1,
				Math.max(this.startup.duration(), this.spans.stream().mapToLong(Span::end).max().orElse(0)));
		int letters = this.spans.stream().mapToInt((span) -> Labels.width(Labels.line(span.service()))).max().orElse(0);
		this.left = MARGIN + Math.min(LETTERS, letters) * LETTER + 12;
		this.row = (this.spans.size() > MANY) ? NARROW_ROW : ROW;
	}

	private static long released(Span span) {
		return span.begin() + span.timings().waiting();
	}

	/**
	 * Draw a start-up.
	 * @param lifecycle the services and their start-up
	 * @return the text of the image
	 */
	static String draw(LifecycleDescriptor lifecycle) {
		return new TimelineSvg(lifecycle).draw();
	}

	private String draw() {
		int bottom = TOP + this.spans.size() * this.row;
		Svg svg = new Svg("lc-time", this.left + TIME + AFTER, bottom + BOTTOM, "Start-up", summary(), STYLE);
		svg.definitions(STRIPES);
		svg.text("h", MARGIN, 32, "Start-up").text("", MARGIN, 50, summary()).line();
		addLegend(svg);
		addAxis(svg, bottom);
		addCriticalPath(svg);
		for (int i = 0; i < this.spans.size(); i++) {
			addRow(svg, this.spans.get(i), TOP + i * this.row);
		}
		return svg.toString();
	}

	private String summary() {
		String duration = Labels.duration(this.startup.duration());
		if (this.startup.failure() != null) {
			return Labels.shorten("Failed after " + duration + ": " + Labels.line(this.startup.failure()), 150);
		}
		if (this.startup.criticalPath().isEmpty()) {
			return duration + " so far";
		}
		return Labels
			.shorten("Complete in " + duration + " (one after the other: " + Labels.duration(this.startup.sumOfStarts())
					+ "), decided by " + Labels.line(String.join(" → ", this.startup.criticalPath())), 150);
	}

	private static void addLegend(Svg svg) {
		int x = MARGIN;
		svg.path("w", "M" + x + " 74h34").text("", x + 42, 78, "waiting").line();
		x += 110;
		svg.rect("s", x, 69, 34, 10).text("", x + 42, 78, "starting").line();
		x += 110;
		svg.rect("v", x, 69, 34, 10).text("", x + 42, 78, "validating").line();
		x += 120;
		svg.group("c", "critical path").rect("s", x, 69, 34, 10).text("b", x + 42, 78, "critical path").end();
	}

	private void addAxis(Svg svg, int bottom) {
		long step = step(this.duration);
		for (long time = 0; time <= this.duration; time += step) {
			long x = x(time);
			svg.path("g", "M" + x + " " + (TOP - 6) + "V" + (bottom + 6));
			svg.text("x", x, TOP - 12, Labels.duration(time)).text("x", x, bottom + 20, Labels.duration(time)).line();
		}
	}

	// 1, 2 or 5 with zeros.
	private static long step(long duration) {
		long power = 1;
		while (true) {
			for (long step : new long[] { power, 2 * power, 5 * power }) {
				if (duration / step <= TICKS) {
					return step;
				}
			}
			power *= 10;
		}
	}

	private long x(long time) {
		return this.left + time * TIME / this.duration;
	}

	private void addRow(Svg svg, Span span, int y) {
		ServiceDescriptor service = this.services.get(span.service());
		boolean critical = this.startup.criticalPath().contains(span.service());
		String name = Labels.line(span.service());
		svg.group(((service != null) ? service.state().name() : "") + (critical ? " c" : ""),
				Labels.name(span.service()) + ": " + details(span));
		svg.text("n", this.left - 8, y + this.row / 2 + 4, Labels.shorten(name, LETTERS));
		int height = this.row - 8;
		long released = x(released(span));
		long validating = x(released(span) + span.timings().starting());
		long end = x(span.end());
		if (released > x(span.begin())) {
			svg.path("w", "M" + x(span.begin()) + " " + (y + this.row / 2) + "H" + released);
		}
		if (span.timings().busy() > 0) {
			svg.rect("s", released, y + 4, Math.max(1, validating - released), height);
		}
		if (span.timings().validating() > 0) {
			svg.rect("v", validating, y + 4, Math.max(1, end - validating), height);
		}
		svg.text("t", end + 6, y + this.row / 2 + 4, note(span, service)).end();
	}

	private static String details(Span span) {
		return "waited " + Labels.duration(span.timings().waiting()) + ", started "
				+ Labels.duration(span.timings().starting()) + ", validated "
				+ Labels.duration(span.timings().validating());
	}

	private static String note(Span span, @Nullable ServiceDescriptor service) {
		String busy = (span.timings().busy() > 0) ? Labels.duration(span.timings().busy()) : "";
		if (service == null || service.state() == ServiceState.READY) {
			return busy;
		}
		String state = service.state().name().replace('_', ' ').toLowerCase(Locale.ROOT);
		return busy.isEmpty() ? state : busy + ", " + state;
	}

	// From where each service was done down to the one it let start.
	private void addCriticalPath(Svg svg) {
		Map<String, Integer> rows = new HashMap<>();
		for (int i = 0; i < this.spans.size(); i++) {
			rows.put(this.spans.get(i).service(), i);
		}
		List<String> path = this.startup.criticalPath();
		for (int i = 1; i < path.size(); i++) {
			Integer from = rows.get(path.get(i - 1));
			Integer to = rows.get(path.get(i));
			if (from != null && to != null && from < to) {
				long x = x(released(this.spans.get(to)));
				svg.path("k", "M" + x + " " + (TOP + (from + 1) * this.row - 4) + "V" + (TOP + to * this.row + 4))
					.line();
			}
		}
	}

}
