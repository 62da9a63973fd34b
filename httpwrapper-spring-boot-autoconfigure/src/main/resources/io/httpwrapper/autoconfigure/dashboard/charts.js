/* global uPlot */
import { el, text } from "./dom.js";

const SHOWN_SECONDS = 300;
const LEAST_SECONDS = 60;

function colour(name) {
	return () => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
}

/** Lines over the last minutes. */
export class Chart {

	/** @param lines of {label, colour, values: () => numbers or nulls, now: () => text} */
	constructor(title, feed, lines, { height = 180, axes = true, unit = "" } = {}) {
		this.feed = feed;
		this.lines = lines;
		this.height = height;
		this.title = title;
		this.axes = axes;
		this.unit = unit;
		this.plotted = el("div", { class: "plot", role: "img", "aria-label": title });
		this.nows = lines.map(() => el("b"));
		this.legend = el("figcaption", {}, el("span", { class: "title" }, title), ...lines.map((line, index) =>
			el("span", { class: "key key-" + line.colour }, line.label + " ", this.nows[index])));
		this.element = axes ? el("figure", { class: "chart" }, this.legend, this.plotted) : this.plotted;
		this.sizes = new ResizeObserver(() => this.resize());
		this.sizes.observe(this.plotted);
	}

	update() {
		this.lines.forEach((line, index) => line.now && text(this.nows[index], line.now()));
		const newest = this.feed.at[this.feed.at.length - 1];
		if (newest === this.drawn || !this.plot) {
			return;
		}
		this.drawn = newest;
		this.plot.setData(this.data());
		this.plotted.setAttribute("aria-label", this.title + ": " + this.lines.map((line) =>
			line.label + " " + (line.now?.() ?? "")).join(", "));
	}

	data() {
		return [this.feed.at, ...this.lines.map((line) => line.values())];
	}

	resize() {
		const width = Math.floor(this.plotted.clientWidth);
		if (width === 0) {
			return;
		}
		if (this.plot) {
			this.plot.setSize({ width, height: this.height });
		}
		else {
			this.plot = new uPlot(this.options(width), this.data(), this.plotted);
		}
	}

	options(width) {
		const axis = { stroke: colour("muted"), grid: { stroke: colour("line"), width: 1 }, ticks: { show: false },
			font: "12px system-ui, sans-serif" };
		return {
			width,
			height: this.height,
			padding: this.axes ? [8, 28, 0, 0] : [2, 0, 2, 0],
			legend: { show: false },
			cursor: { show: this.axes, y: false, drag: { setScale: false } },
			scales: {
				x: { time: true, range: (plot, from, to) => [Math.max(to - SHOWN_SECONDS, Math.min(from, to - LEAST_SECONDS)), to] },
				y: { range: (plot, from, to) => [0, Math.max(1, (to ?? 1) * 1.1)] }
			},
			axes: this.axes ? [{ ...axis, values: clock, space: 70, size: 32, gap: 8 }, { ...axis, size: 56, values: (plot, splits) =>
				splits.map((value) => value + this.unit) }] : [{ show: false }, { show: false }],
			series: [{}, ...this.lines.map((line) => ({ label: line.label, stroke: colour(line.colour), width: 1.5,
				points: { show: false }, fill: line.filled ? colour(line.colour + "-fill") : undefined }))]
		};
	}

	repaint() {
		this.plot?.redraw(false);
	}

	close() {
		this.sizes.disconnect();
		this.plot?.destroy();
	}

}

function clock(plot, splits) {
	return splits.map((second) => {
		const date = new Date(second * 1000);
		return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, "0")).join(":");
	});
}
