
(() => {
"use strict";

const SHORTEST_PAUSE = 300;
const WHILE_BUSY = 1000;
const WITHOUT_EVENTS = 5000;
const SILENCE = 45_000;
const GRACE = 1500;
const SMALLEST_SCALE = 0.6;
const MOST_NAMES = 5;

// Where the headings of the drawings end, which the page has itself.
const HEADING = 54;

const STATES = ["FAILED", "NOT_READY", "STARTING", "VALIDATING", "WAITING", "PENDING", "STOPPING", "STOPPED", "READY"];
const BUSY = ["WAITING", "STARTING", "VALIDATING", "STOPPING"];

// Without the query and without credentials, which requests must not have.
const endpoint = location.origin + location.pathname.replace(/\/page\/index\.html$/, "");

const byId = (id) => document.getElementById(id);
const words = (state) => state.toLowerCase().replaceAll("_", " ");

const show = (element, text) => {
	if (element.textContent !== text) {
		element.textContent = text;
	}
};

const create = (name, text, attributes = {}) => {
	const element = document.createElement(name);
	element.textContent = text;
	Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
	return element;
};

const isolated = (text) => create("bdi", text);

const duration = (millis) => {
	if (millis < 1000) {
		return `${millis} ms`;
	}
	if (millis < 60_000) {
		return `${(millis / 1000).toFixed(1)} s`;
	}
	const seconds = Math.round(millis / 1000);
	return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
};

const time = (instant) => new Date(instant).toLocaleTimeString();

// Summary

const headlines = {
	STARTING: "The application is starting",
	READY: "The application is ready",
	NOT_READY: "A required service is not ready",
	FAILED: "The start-up failed",
	STOPPING: "Services are being stopped",
	STOPPED: "Services have been stopped"
};

const showSummary = (lifecycle) => {
	const { services, startup, environment } = lifecycle;
	const ready = services.filter((service) => service.state === "READY").length;
	document.title = `${words(lifecycle.state)}, ${ready}/${services.length} services`;
	const badge = byId("badge");
	badge.className = "state";
	badge.dataset.state = lifecycle.state;
	show(badge, words(lifecycle.state));
	show(byId("headline"), headlines[lifecycle.state] ?? words(lifecycle.state));
	byId("progress").max = Math.max(1, services.length);
	byId("progress").value = services.length === 0 ? 1 : ready;
	show(byId("progress-text"), `${ready} of ${services.length} services are ready`);
	const facts = [];
	if (startup.failure) {
		facts.push(`Failed after ${duration(startup.duration)}`);
	}
	else if (startup.criticalPath.length > 0) {
		facts.push(`Started in ${duration(startup.duration)} (one after the other: ${duration(startup.sumOfStarts)})`,
			`Decided by ${startup.criticalPath.join(" → ")}`);
	}
	else if (lifecycle.state === "STARTING") {
		facts.push(`${duration(startup.duration)} so far`);
		const pending = services.filter((service) => service.required && ["STARTING", "VALIDATING"].includes(service.state));
		if (pending.length > 0) {
			const some = pending.slice(0, MOST_NAMES).map((service) => `${service.name} (${words(service.state)})`).join(", ");
			facts.push(`Waiting for ${some}${pending.length > MOST_NAMES ? ` and ${pending.length - MOST_NAMES} more` : ""}`);
		}
	}
	facts.push(`Environment ${environment.name}`);
	show(byId("facts"), facts.join(" · "));
	byId("failure").hidden = !startup.failure;
	show(byId("failure"), startup.failure ?? "");
	show(byId("footer"), `Start-up began ${new Date(startup.begun).toLocaleString()}. Last seen ${new Date().toLocaleTimeString()}.`);
};

// What is not as it should be

const reason = (service) => {
	if (service.state === "WAITING" || service.state === "PENDING") {
		return service.waitingFor.length > 0 ? `waiting for ${service.waitingFor.join(", ")}`
			: service.state === "WAITING" ? "waiting for a free place to start" : "";
	}
	const reasons = [];
	if (service.failure) {
		reasons.push(service.failure);
	}
	if (service.failingCheck && !service.failure?.includes(service.failingCheck)) {
		reasons.push(`check ${service.failingCheck}`);
	}
	if (service.degraded) {
		reasons.push(`degraded: ${service.degradedBecause.join(", ")}`);
	}
	if (service.state === "STARTING" && service.attempts > 1) {
		reasons.push(`attempt ${service.attempts}`);
	}
	return reasons.join("; ");
};

const needsAttention = (service) => service.degraded || service.state === "FAILED" || service.state === "NOT_READY"
	|| (service.state !== "READY" && service.failingCheck);

const showAttention = (services) => {
	const concerned = services.filter(needsAttention);
	byId("attention").hidden = concerned.length === 0;
	show(byId("attention-title"), concerned.length === 1 ? "One service needs attention" : `${concerned.length} services need attention`);
	const texts = concerned.map((service) => [service.name, service.state, service.degraded, reason(service)]);
	const list = byId("attention-list");
	const key = JSON.stringify(texts);
	if (list.dataset.key !== key) {
		list.dataset.key = key;
		list.replaceChildren(...concerned.map((service) => {
			const item = create("li", "");
			const name = create("b", "");
			name.append(isolated(service.name));
			item.append(badgeOf(service), " ", name, " ", isolated(reason(service)));
			return item;
		}));
	}
};

const badgeOf = (service) => {
	const degraded = service.state === "READY" && service.degraded;
	return create("span", degraded ? "ready, degraded" : words(service.state),
		{ "class": "state", "data-state": degraded ? "degraded" : service.state });
};

// Table

const rows = new Map();
const sorting = { key: null, descending: false };
let known = [];

const values = {
	name: (service) => service.name,
	state: (service) => STATES.indexOf(service.state) * 2 - (service.degraded ? 1 : 0),
	waiting: (service) => service.timings.waiting,
	starting: (service) => service.timings.starting,
	validating: (service) => service.timings.validating
};

const createRow = (service) => {
	const row = document.createElement("tr");
	const head = create("th", "", { scope: "row" });
	const details = document.createElement("details");
	const summary = document.createElement("summary");
	const path = create("span", "", { "class": "path" });
	const list = document.createElement("dl");
	summary.append(isolated(service.name), path);
	details.append(summary, list);
	details.addEventListener("toggle", () => showDetails(row));
	head.append(details);
	const cells = ["", "number", "number", "number", ""].map((type) => create("td", "", type ? { "class": type } : {}));
	const note = isolated("");
	cells[4].append(note);
	row.append(head, ...cells);
	Object.assign(row, { parts: { details, list, path, cells, note }, service });
	return row;
};

const update = (row, service) => {
	const { cells, note, path } = row.parts;
	row.service = service;
	const badge = badgeOf(service);
	if (!cells[0].firstChild?.isEqualNode(badge)) {
		cells[0].replaceChildren(badge);
	}
	show(path, (service.onCriticalPath ? " · critical path" : "") + (service.required ? "" : " · optional"));
	show(cells[1], duration(service.timings.waiting));
	show(cells[2], duration(service.timings.starting));
	show(cells[3], duration(service.timings.validating));
	show(note, reason(service));
	showDetails(row);
};

const showDetails = (row) => {
	const { details, list } = row.parts;
	if (!details.open) {
		return;
	}
	const { service } = row;
	const dependency = ({ service: name, type, inferred, description }) =>
		name + (type === "REQUIRED" ? "" : ` (${words(type)})`) + (inferred ? " (injected)" : "") + (description ? `: ${description}` : "");
	const facts = [
		["In this state since", time(service.since)],
		["Needs", service.dependencies.map(dependency).join(", ") || "nothing"],
		["Needed by", service.dependents.join(", ") || "nobody"],
		["Waited for last", service.releasedBy],
		["Phase", service.phase],
		["Level", String(service.level)],
		["Times started", String(service.epoch)],
		["Attempts", String(service.attempts)]
	].filter(([, value]) => value);
	const key = JSON.stringify(facts);
	if (list.dataset.key !== key) {
		list.dataset.key = key;
		list.replaceChildren(...facts.flatMap(([term, value]) => {
			const description = document.createElement("dd");
			description.append(isolated(value));
			return [create("dt", term), description];
		}));
	}
};

const matches = (service, query) => `${service.name} ${words(service.state)} ${service.degraded ? "degraded" : ""} ${service.phase ?? ""} ${service.onCriticalPath ? "critical path" : ""} ${service.required ? "" : "optional"} ${reason(service)}`
	.toLowerCase().includes(query);

const showTable = () => {
	const query = byId("search").value.trim().toLowerCase();
	const shown = known.filter((service) => matches(service, query));
	if (sorting.key) {
		const value = values[sorting.key];
		const sign = sorting.descending ? -1 : 1;
		shown.sort((a, b) => {
			const [left, right] = [value(a), value(b)];
			return sign * (typeof left === "string" ? left.localeCompare(right) : left - right);
		});
	}
	const wanted = shown.map((service) => {
		const row = rows.get(service.name) ?? createRow(service);
		rows.set(service.name, row);
		update(row, service);
		return row;
	});
	const body = byId("rows");
	const present = [...body.children];
	if (present.length !== wanted.length || present.some((row, index) => row !== wanted[index])) {
		const focused = body.contains(document.activeElement) ? document.activeElement : null;
		body.replaceChildren(...wanted);
		focused?.focus({ preventScroll: true });
	}
	show(byId("found"), query ? `${shown.length} of ${known.length}` : "");
};

byId("search").addEventListener("input", showTable);

document.querySelectorAll("thead button").forEach((button) => button.addEventListener("click", () => {
	const { sort } = button.dataset;
	const first = ["waiting", "starting", "validating"].includes(sort);
	sorting.descending = sorting.key === sort ? !sorting.descending : first;
	sorting.key = sort;
	document.querySelectorAll("thead th[aria-sort]").forEach((head) => {
		const own = head.contains(button);
		head.setAttribute("aria-sort", own ? (sorting.descending ? "descending" : "ascending") : "none");
	});
	showTable();
}));

// Drawings

const drawn = new Set();

// Not parsed from a string: only what the server sends as a document of its own is drawn.
const load = (name) => new Promise((resolve, reject) => {
	const request = new XMLHttpRequest();
	request.responseType = "document";
	request.overrideMimeType("image/svg+xml");
	request.open("GET", `${endpoint}/drawings/${name}.svg`);
	request.timeout = 30_000;
	request.addEventListener("load", () => {
		const root = request.responseXML?.documentElement;
		if (request.status === 200 && root?.localName === "svg" && root.namespaceURI === "http://www.w3.org/2000/svg") {
			resolve(root);
		}
		else {
			reject(new Error(`The ${name} cannot be drawn: status ${request.status}`));
		}
	});
	["error", "abort", "timeout"].forEach((type) => request.addEventListener(type, () => reject(new Error(type))));
	request.send();
});

const draw = (name, svg) => {
	const area = byId(`${name}-drawing`);
	if (!drawn.has(name)) {
		drawn.add(name);
		const large = svg.viewBox.baseVal.width * SMALLEST_SCALE > area.clientWidth;
		fit(name, !large);
	}
	const { width, height } = svg.viewBox.baseVal;
	svg.setAttribute("viewBox", `0 ${HEADING} ${width} ${height - HEADING}`);
	svg.setAttribute("height", height - HEADING);
	const { scrollLeft, scrollTop } = area;
	area.replaceChildren(document.adoptNode(svg));
	area.scrollTo({ left: scrollLeft, top: scrollTop, behavior: "instant" });
};

const fit = (name, fitted) => {
	byId(`${name}-drawing`).classList.toggle("fitted", fitted);
	document.querySelector(`#${name} .fit`).setAttribute("aria-pressed", String(fitted));
};

["graph", "timeline"].forEach((name) => {
	document.querySelector(`#${name} .fit`).addEventListener("click", (event) =>
		fit(name, event.target.getAttribute("aria-pressed") !== "true"));
});

// Refresh: one at a time, with a pause in between that grows with the work

let refreshing = false;
let wanted = false;
let timer = 0;
let pause = SHORTEST_PAUSE;

const later = (millis) => {
	clearTimeout(timer);
	timer = setTimeout(refresh, millis);
};

const refresh = async () => {
	if (refreshing || document.hidden) {
		wanted = true;
		return;
	}
	refreshing = true;
	wanted = false;
	clearTimeout(timer);
	const begin = performance.now();
	try {
		const response = await fetch(endpoint, { headers: { "Accept": "application/json" }, cache: "no-store", redirect: "manual" });
		if (!response.ok) {
			throw Object.assign(new Error(`Status ${response.status}`), { response });
		}
		const [lifecycle, graph, timeline] = await Promise.all([response.json(), load("graph"), load("timeline")]);
		const received = performance.now();
		known = lifecycle.services;
		const names = new Set(known.map((service) => service.name));
		[...rows.keys()].filter((name) => !names.has(name)).forEach((name) => rows.delete(name));
		showSummary(lifecycle);
		showAttention(known);
		showTable();
		draw("graph", graph);
		draw("timeline", timeline);
		performance.clearMeasures("lifecycle-render");
		performance.measure("lifecycle-render", { start: received });
		reached();
		const busy = lifecycle.state === "STARTING" || lifecycle.state === "STOPPING" || known.some((service) => BUSY.includes(service.state));
		pause = Math.max(SHORTEST_PAUSE, 3 * (performance.now() - begin));
		if (busy || !live) {
			later(Math.max(busy ? WHILE_BUSY : WITHOUT_EVENTS, pause));
		}
	}
	catch (ex) {
		unreachable(ex.response);
		later(WITHOUT_EVENTS);
	}
	finally {
		refreshing = false;
		if (wanted) {
			later(pause);
		}
	}
};

// Connection

let events = null;
let live = false;
let since = 0;
let retry = 0;
let attempts = 0;
let answering = true;
let trouble = 0;
let silence = 0;

const showConnection = (state, text) => {
	byId("connection").dataset.state = state;
	show(byId("connection"), text);
};

const reached = () => {
	answering = true;
	if (live) {
		showConnection("live", "Live");
	}
	else if (byId("connection").dataset.state !== "connecting" || performance.now() - since >= WITHOUT_EVENTS) {
		showConnection("polling", "Not live: asking every few seconds");
	}
};

const unreachable = (response) => {
	answering = false;
	if (response?.status === 401 || response?.status === 403 || response?.type === "opaqueredirect") {
		showConnection("lost", "Not allowed any more: load the page again");
	}
	else {
		showConnection("lost", "Disconnected, retrying");
	}
	disconnect();
	reconnect();
};

const disconnect = () => {
	clearTimeout(silence);
	clearTimeout(trouble);
	trouble = 0;
	live = false;
	events?.close();
	events = null;
};

const listen = () => {
	clearTimeout(silence);
	silence = setTimeout(() => {
		disconnect();
		reconnect();
		refresh();
	}, SILENCE);
};

// An open connection proves nothing: a proxy may keep the events to itself. The server sends one at once.
const heard = () => {
	clearTimeout(trouble);
	trouble = 0;
	attempts = 0;
	live = true;
	listen();
};

const reconnect = () => {
	clearTimeout(retry);
	attempts++;
	retry = setTimeout(connect, Math.min(WITHOUT_EVENTS, 500 * 2 ** Math.min(attempts, 4)));
};

const connect = () => {
	if (document.hidden) {
		return;
	}
	disconnect();
	since = performance.now();
	const source = new EventSource(`${endpoint}/page/events`);
	events = source;
	listen();
	source.addEventListener("change", () => {
		heard();
		refreshing ? wanted = true : later(wanted ? pause : 0);
	});
	source.addEventListener("error", () => {
		if (source !== events) {
			return;
		}
		if (source.readyState === EventSource.CLOSED) {
			// Refused: too many look, or nobody is let in.
			disconnect();
			showConnection(answering ? "polling" : "lost", answering ? "Not live: asking every few seconds" : "Disconnected, retrying");
			refresh();
			reconnect();
		}
		else {
			// The browser connects again by itself. The end of a connection is normal if the next one follows at once.
			trouble = trouble || setTimeout(() => {
				live = false;
				refresh();
			}, GRACE);
		}
	});
};

document.addEventListener("visibilitychange", () => {
	if (document.hidden) {
		clearTimeout(retry);
		disconnect();
		showConnection("connecting", "Connecting");
	}
	else {
		connect();
		refresh();
	}
});

refresh().then(() => performance.measure("lifecycle-page", { start: 0 }));
connect();
})();
