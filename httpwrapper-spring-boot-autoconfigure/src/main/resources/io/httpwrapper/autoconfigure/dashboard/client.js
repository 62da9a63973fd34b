import { Breaker, reason } from "./breaker.js";
import { Chart } from "./charts.js";
import { Views, el, show, text } from "./dom.js";
import { Events } from "./events.js";
import { bars, figures } from "./figures.js";
import { micros, number, percent, rate } from "./format.js";

const COUNTERS = [["calls", "calls"], ["succeeded", "with a response"], ["failed", "with an error"], ["cancelled", "cancelled"],
	["attempts", "attempts"], ["retries", "retries"], ["rejected", "refused attempts"]];

/** All about one client. */
export class ClientPage {

	constructor(feed, name, actions) {
		this.feed = feed;
		this.name = name;
		this.actions = actions;
		this.missing = el("p", { class: "problem", hidden: true }, "There is no client of that name.");
		const circuits = el("ul", { class: "circuits" });
		this.circuits = new Views(circuits, (key) => new Circuit(this, key));
		this.noCircuits = el("p", { class: "quiet" }, "None yet: a host's circuit is there from the first attempt to it on.");
		this.figures = figures(feed, name);
		this.bars = bars(feed, name);
		this.sums = COUNTERS.map(([key, label]) => ({ key, label, shown: el("dd") }));
		this.purge = el("button", { type: "button", hidden: true, click: () => actions.purge(name) }, "Empty the cache");
		this.charts = [this.rates(), this.latency()];
		this.events = new Events(feed, (event) => event.client === name);
		this.element = el("div", {},
			el("nav", { "aria-label": "Where you are" }, el("a", { href: "#/" }, "All clients"), " / " + name),
			this.missing,
			el("section", { class: "panel" }, el("div", { class: "heading" }, el("h2", {}, name)),
				el("dl", { class: "figures wide" }, ...this.figures.map((figure) => figure.element))),
			el("section", { class: "panel" }, el("h2", {}, "Circuits"), this.noCircuits, circuits),
			el("div", { class: "charts" }, ...this.charts.map((chart) => chart.element)),
			el("section", { class: "panel" }, el("h2", {}, "Limits"),
				el("div", { class: "bars wide" }, ...this.bars.map((bar) => bar.element)), el("p", {}, this.purge)),
			el("section", { class: "panel" }, el("h2", {}, "Since the start"),
				el("dl", { class: "figures wide" }, ...this.sums.map((sum) =>
					el("div", { class: "figure" }, el("dt", {}, sum.label), sum.shown)))),
			this.events.element);
	}

	rates() {
		const line = (label, colour, column, filled) => ({ label, colour, filled,
			values: () => this.feed.values(this.name, column), now: () => rate(this.feed.rate(this.name, column)) });
		return new Chart("Per second", this.feed, [line("calls ok", "good", "ok", true), line("calls failed", "bad", "bad", true),
			{ label: "attempts", colour: "muted", values: () => this.attempts(),
				now: () => rate(this.feed.rate(this.name, "okAttempts") + this.feed.rate(this.name, "badAttempts")) },
			line("retries", "low", "retries", false)]);
	}

	attempts() {
		const bad = this.feed.values(this.name, "badAttempts");
		return this.feed.values(this.name, "okAttempts").map((ok, index) => ok === null ? null : ok + bad[index]);
	}

	latency() {
		const line = (column, colour) => ({ label: column, colour,
			values: () => this.feed.values(this.name, column).map((value) => value === null ? null : value / 1000),
			now: () => micros(this.feed.latest(this.name, column)) });
		return new Chart("Time to the head", this.feed, [line("p50", "good"), line("p95", "low"), line("p99", "bad")],
			{ unit: " ms" });
	}

	update() {
		const client = this.feed.clients[this.name];
		show(this.missing, this.feed.run !== "" && !client);
		if (!client) {
			return;
		}
		const keys = Object.keys(client.circuits);
		show(this.noCircuits, keys.length === 0);
		this.circuits.update(keys);
		[...this.figures, ...this.bars, ...this.charts].forEach((part) => part.update());
		this.sums.forEach((sum) => text(sum.shown, number(client.counters[sum.key])));
		show(this.purge, this.actions.allowed && client.cache.hits !== undefined);
		this.events.update();
	}

	repaint() {
		this.charts.forEach((chart) => chart.repaint());
	}

	close() {
		this.circuits.close();
		this.charts.forEach((chart) => chart.close());
	}

}

class Circuit {

	constructor(page, key) {
		this.page = page;
		this.key = key;
		this.breaker = new Breaker();
		this.numbers = el("p", { class: "quiet" });
		this.buttons = el("div", { class: "buttons", role: "group", "aria-label": "Drive " + key },
			...page.actions.circuitActions.map((action) => el("button", { type: "button", "data-action": action.action,
				click: () => page.actions.circuit(page.name, key, action) }, action.label)));
		this.element = el("li", { "data-circuit": key }, el("h3", {}, key), this.breaker.element, this.numbers, this.buttons);
	}

	update() {
		const circuit = this.page.feed.clients[this.page.name].circuits[this.key];
		this.breaker.update(circuit.state, reason(circuit));
		text(this.numbers, number(circuit.calls) + " calls in the window, " + percent(circuit.failureRate) + " failed, "
			+ number(circuit.slowCalls) + " slow, " + number(circuit.consecutiveFailures) + " failures in a row, "
			+ number(circuit.refused) + " refused");
		show(this.buttons, this.page.actions.allowed);
	}

}
