import { Actions } from "./actions.js";
import { isOpen, worst } from "./breaker.js";
import { ClientPage } from "./client.js";
import { show, text } from "./dom.js";
import { sentence } from "./events.js";
import { Feed } from "./feed.js";
import { rate } from "./format.js";
import { Overview } from "./overview.js";

const THEMES = ["system", "light", "dark"];
const ANNOUNCED_SECONDS = 8;

const part = (id) => document.getElementById(id);
const feed = new Feed(new URL("data", import.meta.url));
const actions = new Actions(feed, announce);
let view;
let announced;

/** Says what was done, or could not be. */
function announce(message, isProblem = false) {
	text(part("announcer"), message);
	part("announcer").className = isProblem ? "toast bad" : "toast";
	clearTimeout(announced);
	announced = setTimeout(() => part("announcer").className = "unseen", ANNOUNCED_SECONDS * 1000);
}

/** Follows the hash: #/ is all clients, #/client/<name> is one. */
function route(moved) {
	const name = /^#\/client\/(.+)$/.exec(location.hash)?.[1];
	view?.close();
	view = name ? new ClientPage(feed, decodeURIComponent(name), actions) : new Overview(feed);
	part("main").replaceChildren(view.element);
	view.update();
	if (moved) {
		part("main").focus();
		scrollTo(0, 0);
	}
}

function update(fresh) {
	const names = Object.keys(feed.clients);
	const open = names.filter((name) => isOpen(worst(feed.clients[name].circuits)));
	const calls = names.reduce((sum, name) => sum + feed.rate(name, "ok") + feed.rate(name, "bad"), 0);
	text(part("application"), feed.facts.application);
	text(part("summary"), names.length + (names.length === 1 ? " client" : " clients") + ", "
		+ (open.length === 0 ? "no circuit open" : "circuit open: " + open.join(", ")) + ", " + rate(calls) + " calls/s");
	document.title = (open.length > 0 ? "(" + open.length + " open) " : "") + (feed.facts.application || "HTTPWrapper");
	text(part("connection"), feed.connection);
	part("connection").dataset.connection = feed.connection;
	text(part("problem"), feed.problem);
	show(part("problem"), feed.problem !== "");
	text(part("footnote"), feed.facts.readOnlyBecause === "" ? "" : "Read-only: " + feed.facts.readOnlyBecause + ".");
	view.update();
	tellOfCircuits(fresh);
}

/** For those who cannot see the picture change. What is older than the page is no news. */
function tellOfCircuits(fresh) {
	const changes = fresh.filter((event) => event.type === "circuit-changed" && Date.parse(event.at) >= performance.timeOrigin);
	if (changes.length > 0) {
		const last = changes[changes.length - 1];
		text(part("announcer"), last.client + ", circuit " + sentence(last));
	}
}

function theme(name) {
	part("theme").textContent = "Theme: " + name;
	document.documentElement.dataset.theme = name;
	document.querySelector("meta[name=color-scheme]").content = name === "system" ? "light dark" : name;
	view?.repaint();
}

function stored(name) {
	try {
		if (name) {
			localStorage.setItem("httpwrapper-theme", name);
		}
		return localStorage.getItem("httpwrapper-theme") ?? THEMES[0];
	}
	catch { // storage may be forbidden
		return name ?? THEMES[0];
	}
}

part("theme").addEventListener("click", () => {
	const next = THEMES[(THEMES.indexOf(document.documentElement.dataset.theme) + 1) % THEMES.length];
	stored(next);
	theme(next);
});
part("main").addEventListener("keydown", (event) => {
	if (event.key === "Escape" && location.hash.startsWith("#/client/")) {
		location.hash = "#/";
	}
});
document.querySelector(".skip").addEventListener("click", (event) => {
	event.preventDefault(); // the hash is the route
	part("main").focus();
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => view.repaint());
addEventListener("hashchange", () => route(true));
feed.addEventListener("change", (event) => update(event.detail));
theme(stored());
route(false);
feed.ask();
