import { el, show } from "./dom.js";
import { time } from "./format.js";

const SHOWN = 100;

const WORDS = {
	"call-failed": "call failed",
	"attempt-rejected": "not sent",
	"body-failed": "body broke",
	"retry-scheduled": "retry",
	"retry-stopped": "gave up",
	"circuit-changed": "circuit",
	"store-changed": "store",
	"stale-started": "stale",
	"stale-ended": "fresh again",
	"settings-changed": "settings",
	"chaos-injected": "chaos"
};

/** What happened, newest first. */
export class Events {

	/** @param wanted which of all events */
	constructor(feed, wanted = () => true) {
		this.feed = feed;
		this.wanted = wanted;
		this.kind = el("select", { "aria-label": "Which events", change: () => this.update(true) },
			el("option", { value: "" }, "all events"), el("option", { value: "circuit-changed" }, "circuits only"));
		this.list = el("ol", { class: "events", tabindex: 0, "aria-label": "Events, newest first" });
		this.nothing = el("p", { class: "quiet" }, "Nothing yet.");
		this.element = el("section", { class: "panel" },
			el("div", { class: "heading" }, el("h2", {}, "Events"), this.kind), this.nothing, this.list);
	}

	/** Adds what is new; lines that stay are not touched, nor is the focus in them. */
	update(again = false) {
		const known = again ? -1 : this.feed.events.lastIndexOf(this.newest);
		if (known < 0) {
			this.list.replaceChildren();
		}
		const fresh = this.feed.events.slice(known + 1);
		this.newest = fresh[fresh.length - 1] ?? this.newest;
		this.list.prepend(...fresh.filter((event) => this.shows(event)).slice(-SHOWN).reverse().map(line));
		while (this.list.children.length > SHOWN) {
			this.list.lastElementChild.remove();
		}
		show(this.nothing, this.list.children.length === 0);
	}

	shows(event) {
		return this.wanted(event) && (this.kind.value === "" || event.type === this.kind.value);
	}

}

function line(event) {
	return el("li", { "data-type": event.type, "data-to": event.to ?? "" },
		el("time", { datetime: event.at }, time(event.at)),
		el("a", { href: "#/client/" + encodeURIComponent(event.client) }, event.client),
		el("span", { class: "type" }, WORDS[event.type] ?? event.type),
		el("span", { class: "what" }, sentence(event) + (event.times > 1 ? " (" + event.times + " times)" : "")));
}

export function sentence(event) {
	if (event.type === "circuit-changed" || event.type === "store-changed") {
		return event.key + ": " + event.from + " → " + event.to + (event.reason ? " (" + event.reason + ")" : "");
	}
	if (event.type === "settings-changed") {
		return event.reason + " (" + event.to + ")";
	}
	const parts = [[event.method, event.key].filter(Boolean).join(" ")];
	if (event.attempt > 0) {
		parts.push((event.type === "call-failed" ? "after attempt " : "attempt ") + event.attempt);
	}
	parts.push(event.status ?? event.error ?? "", event.reason ?? "");
	if (event.type === "retry-scheduled") {
		parts.push("again in " + (event.millis ?? 0) + " ms");
	}
	return parts.filter((part) => part !== "").join(", ");
}
