import { el, svg, text } from "./dom.js";

/** The worst first: it is the one shown where there is room for one. */
const STATES = ["forced-open", "open", "half-open", "metrics-only", "disabled", "closed"];

const NO_CIRCUIT = "none";

export function worst(circuits) {
	const states = Object.values(circuits).map((circuit) => circuit.state);
	return STATES.find((state) => states.includes(state)) ?? NO_CIRCUIT;
}

export function isOpen(state) {
	return state === "open" || state === "forced-open";
}

/** A switch in a wire, and its state in words. */
export class Breaker {

	constructor() {
		this.picture = svg("svg", { viewBox: "0 8 72 32", "aria-hidden": "true", focusable: "false" },
			svg("path", { class: "wire", d: "M2 24H18M54 24H70" }),
			svg("path", { class: "lever", d: "M20 24H52" }),
			svg("circle", { class: "pole", cx: 20, cy: 24, r: 3.5 }),
			svg("circle", { class: "pole", cx: 52, cy: 24, r: 3.5 }),
			svg("path", { class: "lock", d: "M33 28h7v-5h-7zM34.5 23v-2a2 2 0 0 1 4 0v2" }));
		this.word = el("strong", { class: "word" });
		this.why = el("span", { class: "why" });
		this.element = el("div", { class: "breaker" }, this.picture, el("p", {}, this.word, " ", this.why));
	}

	update(state, why) {
		if (this.element.dataset.state !== state) {
			this.element.dataset.state = state;
		}
		text(this.word, state === NO_CIRCUIT ? "not called yet" : state);
		text(this.why, why);
	}

}

/** Why a circuit is as it is, and what comes next. */
export function reason(circuit) {
	const parts = [];
	if (circuit.reason) {
		parts.push(circuit.reason);
	}
	parts.push("for " + circuit.since);
	if (circuit.nextTrial) {
		parts.push("next trial in " + circuit.nextTrial);
	}
	return parts.join(", ");
}

export function summary(circuits) {
	const entries = Object.entries(circuits);
	const state = worst(circuits);
	const first = entries.find(([, circuit]) => circuit.state === state);
	if (!first) {
		return "";
	}
	const same = entries.filter(([, circuit]) => circuit.state === state).length;
	if (state === "closed") {
		return entries.length === 1 ? first[0] : entries.length + " hosts";
	}
	return (same > 1 ? same + " of " + entries.length + " hosts" : first[0]) + ": " + reason(first[1]);
}
