const INTERVAL_MILLIS = 800; // a change must be seen within a second of happening
const RETRY_MILLIS = 1000;
const PATIENCE_MILLIS = 5000;
const KEPT_SECONDS = 300;
const KEPT_EVENTS = 300;
const GAP_SECONDS = 3;

/**
 * What the page knows. It asks for what is new while it is visible and tells with "change"; what it missed meanwhile,
 * or without a connection, comes with the next answer.
 */
export class Feed extends EventTarget {

	constructor(url) {
		super();
		this.url = url;
		this.facts = { application: "", endpoint: "", readOnlyBecause: "not known yet" };
		this.clients = {};
		this.at = [];
		this.series = {};
		this.events = [];
		this.connection = "connecting";
		this.problem = "";
		this.columns = [];
		this.last = "";
		this.run = "";
		document.addEventListener("visibilitychange", () => this.ask());
	}

	/** Asks now, and from then on. */
	async ask() {
		clearTimeout(this.timer);
		if (document.hidden || this.asking) {
			return;
		}
		this.asking = true;
		let fresh = [];
		try {
			fresh = this.take(await this.answer());
			this.connection = "live";
			this.problem = "";
		}
		catch (error) {
			this.connection = "lost";
			this.problem = error.message;
		}
		this.asking = false;
		this.timer = setTimeout(() => this.ask(), this.connection === "live" ? INTERVAL_MILLIS : RETRY_MILLIS);
		this.dispatchEvent(new CustomEvent("change", { detail: fresh }));
	}

	async answer() {
		const response = await fetch(this.url + "?after=" + encodeURIComponent(this.last), {
			headers: { Accept: "application/json" },
			redirect: "error", // to a login page
			signal: AbortSignal.timeout(PATIENCE_MILLIS)
		}).catch(() => {
			throw new Error("The application does not answer. What is shown is from before; trying again.");
		});
		if (response.status === 401 || response.status === 403) {
			throw new Error("The application wants you to sign in again: reload the page.");
		}
		if (!response.ok) {
			throw new Error("The application answered with " + response.status + "; trying again.");
		}
		return response.json();
	}

	/** @returns the events that were not known */
	take(data) {
		const known = this.run !== data.run && this.events.length > 0 ? this.events[this.events.length - 1].at : "";
		this.run = data.run;
		this.last = data.last;
		this.clients = data.clients ?? this.clients;
		if (data.facts) {
			this.facts = data.facts;
			this.columns = data.columns;
		}
		data.samples.forEach((sample) => this.sample(sample));
		const fresh = data.events.filter((event) => event.at > known);
		this.events = this.events.concat(fresh).slice(-KEPT_EVENTS);
		return fresh;
	}

	sample(sample) {
		const at = sample.at / 1000;
		if (this.at.length > 0 && at - this.at[this.at.length - 1] > GAP_SECONDS) {
			this.row(this.at[this.at.length - 1] + 1, {});
		}
		this.row(at, sample.clients);
		while (at - this.at[0] > KEPT_SECONDS) {
			this.at.shift();
			Object.values(this.series).forEach((columns) => Object.values(columns).forEach((values) => values.shift()));
		}
	}

	row(at, clients) {
		this.at.push(at);
		for (const name of new Set([...Object.keys(this.series), ...Object.keys(clients)])) {
			const columns = this.series[name] ??= Object.fromEntries(this.columns.map((column) => [column,
				Array(this.at.length - 1).fill(null)]));
			this.columns.forEach((column, index) => {
				const value = clients[name]?.[index];
				columns[column].push(value === undefined || value < 0 ? null : value);
			});
		}
	}

	values(client, column) {
		return this.series[client]?.[column] ?? [];
	}

	/** Per second, over the last few. */
	rate(client, column, seconds = 5) {
		const values = this.values(client, column).slice(-seconds);
		return values.length > 0 ? values.reduce((sum, value) => sum + (value ?? 0), 0) / values.length : 0;
	}

	latest(client, column) {
		const values = this.values(client, column);
		return values.length > 0 ? values[values.length - 1] : null;
	}

}
