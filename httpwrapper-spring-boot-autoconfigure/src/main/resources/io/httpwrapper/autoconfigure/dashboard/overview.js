import { Breaker, summary, worst } from "./breaker.js";
import { Chart } from "./charts.js";
import { Views, el } from "./dom.js";
import { Events } from "./events.js";
import { bars, figures } from "./figures.js";

/** All clients at a glance. */
export class Overview {

	constructor(feed) {
		this.feed = feed;
		const cards = el("section", { class: "cards", "aria-label": "Clients" });
		this.cards = new Views(cards, (name) => new Card(feed, name));
		this.events = new Events(feed);
		this.element = el("div", {}, cards, this.events.element);
	}

	update() {
		this.cards.update(Object.keys(this.feed.clients));
		this.events.update();
	}

	repaint() {
		this.cards.views.forEach((card) => card.repaint());
	}

	close() {
		this.cards.close();
	}

}

class Card {

	constructor(feed, name) {
		this.feed = feed;
		this.name = name;
		this.breaker = new Breaker();
		this.spark = new Chart("Calls of the last minutes", feed, [
			{ label: "ok", colour: "good", filled: true, values: () => feed.values(name, "ok") },
			{ label: "failed", colour: "bad", filled: true, values: () => feed.values(name, "bad") }
		], { height: 44, axes: false });
		this.parts = [...figures(feed, name), ...bars(feed, name)];
		const figureCount = figures(feed, name).length;
		this.element = el("article", { class: "card", "data-client": name },
			el("h2", {}, el("a", { href: "#/client/" + encodeURIComponent(name) }, name)),
			this.breaker.element, this.spark.element,
			el("dl", { class: "figures" }, ...this.parts.slice(0, figureCount).map((part) => part.element)),
			el("div", { class: "bars" }, ...this.parts.slice(figureCount).map((part) => part.element)));
	}

	update() {
		const circuits = this.feed.clients[this.name].circuits;
		this.breaker.update(worst(circuits), summary(circuits));
		this.element.dataset.state = worst(circuits);
		this.parts.forEach((part) => part.update());
		this.spark.update();
	}

	repaint() {
		this.spark.repaint();
	}

	close() {
		this.spark.close();
	}

}
