// Returns texts and marks whose contrast with what is behind them is too low.
(() => {
	const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
	const rgba = (color) => {
		canvas.clearRect(0, 0, 1, 1);
		canvas.fillStyle = color;
		canvas.fillRect(0, 0, 1, 1);
		return canvas.getImageData(0, 0, 1, 1).data;
	};
	const luminance = (color) => {
		const [r, g, b] = [...rgba(color)].slice(0, 3).map((value) => {
			const part = value / 255;
			return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
		});
		return 0.2126 * r + 0.7152 * g + 0.0722 * b;
	};
	const ratio = (a, b) => {
		const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
		return (high + 0.05) / (low + 0.05);
	};
	const opaque = (color) => rgba(color)[3] === 255;
	const behind = (element) => {
		for (let current = element; current; current = current.parentElement) {
			if (current.localName === "g" && current.querySelector(":scope > rect") && current.closest(".lc-graph") && element.localName === "text") {
				const rect = current.querySelector(":scope > rect").getBBox();
				const text = element.getBBox();
				if (text.x >= rect.x && text.y >= rect.y && text.x < rect.x + rect.width) {
					return getComputedStyle(current.querySelector(":scope > rect")).fill;
				}
			}
			const color = getComputedStyle(current).backgroundColor;
			if (opaque(color)) {
				return color;
			}
		}
		throw new Error("Nothing is opaque behind " + element.outerHTML);
	};
	const failures = [];
	let texts = 0;
	let marks = 0;
	const check = (element, color, back, least) => {
		const found = ratio(color, back);
		if (found < least) {
			failures.push(`${found.toFixed(2)} < ${least}: ${color} on ${back}, ${element.outerHTML.slice(0, 120)}`);
		}
	};
	for (const element of document.body.querySelectorAll("*")) {
		const own = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
		if (!own || !element.checkVisibility() || ["script", "style", "title", "desc", "noscript"].includes(element.localName)) {
			continue;
		}
		const style = getComputedStyle(element);
		check(element, element.namespaceURI.endsWith("svg") ? style.fill : style.color, behind(element), 4.5);
		texts++;
	}
	for (const element of document.querySelectorAll("main input, main .fit")) {
		check(element, getComputedStyle(element).borderTopColor, behind(element.parentElement), 3);
		marks++;
	}
	for (const element of document.querySelectorAll(".lc-graph g rect")) {
		check(element, getComputedStyle(element).stroke, behind(element.closest("svg")), 3);
		marks++;
	}
	for (const element of document.querySelectorAll(".lc-time .s")) {
		check(element, getComputedStyle(element).fill, behind(element.closest("svg")), 3);
		marks++;
	}
	const search = document.getElementById("search");
	search.focus();
	check(search, getComputedStyle(search).outlineColor, behind(search.parentElement), 3);
	return { failures, texts, marks };
})()
