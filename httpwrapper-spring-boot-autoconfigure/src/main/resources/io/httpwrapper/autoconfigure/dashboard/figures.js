import { el, show, text } from "./dom.js";
import { NONE, bytes, micros, number, percent, rate, share } from "./format.js";

/** A name and a number that changes; hidden while there is none. */
export class Figure {

	constructor(label, value, hint = "") {
		this.value = value;
		this.shown = el("dd");
		this.element = el("div", { class: "figure", ...(hint && { title: hint }) }, el("dt", {}, label), this.shown);
	}

	update() {
		const value = this.value();
		show(this.element, value !== null);
		text(this.shown, value ?? "");
	}

}

/** How much of something is used or left; hidden where the client has no such thing. */
export class Bar {

	/** @param value to {share, text, level} or null; level is good, low or bad */
	constructor(label, value, hint = "") {
		this.value = value;
		this.fill = el("span");
		this.meter = el("span", { class: "meter", role: "meter", "aria-label": label, "aria-valuemin": 0, "aria-valuemax": 100 }, this.fill);
		this.shown = el("span", { "aria-hidden": "true" });
		this.element = el("div", { class: "bar", ...(hint && { title: hint }) }, el("span", { "aria-hidden": "true" }, label),
			this.meter, this.shown);
	}

	update() {
		const value = this.value();
		show(this.element, value !== null);
		if (value) {
			const percentage = Math.round(100 * Math.max(0, Math.min(1, value.share)));
			this.fill.style.width = percentage + "%";
			this.meter.setAttribute("aria-valuenow", percentage);
			this.meter.setAttribute("aria-valuetext", value.text);
			this.element.dataset.level = value.level;
			text(this.shown, value.text);
		}
	}

}

function level(bad, low) {
	return bad ? "bad" : low ? "low" : "good";
}

/** Calls, attempts, and how long the calls take. */
export function figures(feed, name) {
	const rateOf = (column) => feed.rate(name, column);
	const known = () => feed.values(name, "ok").length > 0;
	return [
		new Figure("calls/s", () => known() ? rate(rateOf("ok") + rateOf("bad")) : NONE, "What the application asked for"),
		new Figure("attempts/s", () => known() ? rate(rateOf("okAttempts") + rateOf("badAttempts")) : NONE,
			"Requests that were sent"),
		new Figure("retries/s", () => known() ? rate(rateOf("retries")) : NONE),
		new Figure("refused/s", () => known() ? rate(rateOf("refused")) : NONE, "Attempts that were not sent: circuit, limits"),
		new Figure("calls ok", () => share(sum(feed, name, "ok"), sum(feed, name, "ok") + sum(feed, name, "bad")),
			"Share of the last minute's calls that did not end with an error, a 5xx, 408 or 429"),
		new Figure("sent ok", () => share(sum(feed, name, "okAttempts"),
			sum(feed, name, "okAttempts") + sum(feed, name, "badAttempts")), "The same for attempts, that is requests sent, by their verdict"),
		new Figure("in flight", () => number(feed.clients[name]?.counters.inFlight), "Calls under way, up to the end of their bodies"),
		new Figure("p50", () => micros(feed.latest(name, "p50")), "Time to the head of a response, of the last 10 s"),
		new Figure("p95", () => micros(feed.latest(name, "p95"))),
		new Figure("p99", () => micros(feed.latest(name, "p99")))
	];
}

function sum(feed, name, column) {
	return feed.rate(name, column, 60) * 60;
}

/** Budget, places, queue, tokens, cache. */
export function bars(feed, name) {
	const highest = { budget: 1, tokens: 1 };
	return [
		new Bar("retry budget", () => budget(feed.clients[name], highest), "Extra requests that could be sent at once"),
		new Bar("places", () => places(feed.clients[name]), "Bulkhead: attempts under way, of those allowed"),
		new Bar("queue", () => queue(feed.clients[name]), "Bulkhead: attempts that wait for a place"),
		new Bar("tokens", () => tokens(feed.clients[name], highest), "Rate limit: requests that could be sent at once"),
		new Bar("cache hits", () => cache(feed.clients[name]), "Share of calls answered from the response cache, since the start")
	];
}

function budget(client, highest) {
	if (!client) {
		return null;
	}
	const { balance, refused } = client.retryBudget;
	highest.budget = Math.max(highest.budget, balance);
	return { share: balance / highest.budget, level: level(balance < 1, balance < highest.budget / 4),
		text: number(balance) + " left" + (refused > 0 ? ", " + number(refused) + " refused" : "") };
}

function places(client) {
	if (client?.bulkhead.limit === undefined) {
		return null;
	}
	const { limit, inUse, rejected } = client.bulkhead;
	return { share: inUse / limit, level: level(inUse >= limit, inUse >= limit * 0.8),
		text: inUse + " of " + limit + (rejected > 0 ? ", " + number(rejected) + " refused" : "") };
}

function queue(client) {
	if (!client?.bulkhead.maxWaiting) {
		return null;
	}
	const { waiting, maxWaiting } = client.bulkhead;
	return { share: waiting / maxWaiting, level: level(waiting >= maxWaiting, waiting > 0), text: waiting + " of " + maxWaiting };
}

function tokens(client, highest) {
	if (client?.rateLimit.tokens === undefined) {
		return null;
	}
	const { tokens: left, waiting } = client.rateLimit;
	highest.tokens = Math.max(highest.tokens, left);
	return { share: left / highest.tokens, level: level(left <= 0, left < highest.tokens / 4),
		text: number(left) + " left" + (waiting > 0 ? ", " + number(waiting) + " waiting" : "") };
}

function cache(client) {
	if (client?.cache.hits === undefined) {
		return null;
	}
	const { hits, stale, staleIfError, revalidated, collapsed, misses, outage, entries, bytes: size } = client.cache;
	const answered = hits + stale + staleIfError + revalidated + collapsed;
	const all = answered + misses;
	return { share: all > 0 ? answered / all : 0, level: outage ? "bad" : "good",
		text: (all > 0 ? percent(answered / all) : NONE) + (outage ? ", stale for errors" : "")
			+ (entries === undefined ? "" : ", " + number(entries) + " stored") + (size === undefined ? "" : ", " + bytes(size)) };
}
