const CIRCUIT_ACTIONS = [
	{ action: "force-open", label: "Force open", effect: "It refuses everything until told otherwise." },
	{ action: "close", label: "Close", effect: "It closes with an empty window and goes on by itself." },
	{ action: "metrics-only", label: "Metrics only", effect: "It lets everything through, but measures." },
	{ action: "disable", label: "Disable", effect: "It lets everything through and measures nothing." },
	{ action: "reset", label: "Reset", effect: "It starts anew, in the mode of the settings." }
];

/** What the page may change, through the endpoint httpwrapper; each is asked for twice. */
export class Actions {

	constructor(feed, announce) {
		this.feed = feed;
		this.announce = announce;
		this.dialog = document.getElementById("confirm");
	}

	get allowed() {
		return this.feed.facts.readOnlyBecause === "";
	}

	get circuitActions() {
		return CIRCUIT_ACTIONS;
	}

	async circuit(client, circuit, { action, label, effect }) {
		const what = label + ": the circuit " + circuit + " of " + client;
		if (await this.confirmed(what + "?", effect, label)) {
			await this.send(what, "POST", [client], JSON.stringify({ action, circuit }));
		}
	}

	async purge(client) {
		const what = "Empty the response cache of " + client;
		if (await this.confirmed(what + "?", "All that is stored is deleted; the next calls go to the remote.", "Empty")) {
			await this.send(what, "DELETE", [client, "cache"]);
		}
	}

	confirmed(title, effect, label) {
		document.getElementById("confirm-title").textContent = title;
		document.getElementById("confirm-text").textContent = effect;
		document.getElementById("confirm-do").textContent = label;
		this.dialog.returnValue = "cancel";
		this.dialog.showModal();
		return new Promise((resolve) => this.dialog.addEventListener("close",
			() => resolve(this.dialog.returnValue === "do"), { once: true }));
	}

	async send(what, method, path, body) {
		const url = new URL(this.feed.facts.endpoint + path.map((part) => "/" + encodeURIComponent(part)).join(""),
			location.href.split("#")[0]);
		try {
			const response = await fetch(url, { method, body, redirect: "error",
				headers: { ...(body && { "Content-Type": "application/json" }), ...csrf() } });
			this.announce(response.ok ? "Done. " + what + "." : what + " failed: the application answered with "
				+ response.status + ".", !response.ok);
		}
		catch {
			this.announce(what + " failed: the application does not answer.", true);
		}
		this.feed.ask();
	}

}

/** Spring Security's token, where it is kept in a cookie. */
function csrf() {
	const token = document.cookie.split("; ").find((cookie) => cookie.startsWith("XSRF-TOKEN="));
	return token ? { "X-XSRF-TOKEN": decodeURIComponent(token.substring("XSRF-TOKEN=".length)) } : {};
}
