const TIME = new Intl.DateTimeFormat([], { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });

export const NONE = "–";

export function number(value) {
	if (value === null || value === undefined) {
		return NONE;
	}
	return value >= 10000 ? (value / 1000).toFixed(value >= 100000 ? 0 : 1) + "k" : String(Math.round(value));
}

export function rate(value) {
	return value > 0 && value < 10 ? value.toFixed(1) : number(value);
}

export function micros(value) {
	if (value === null || value === undefined || value < 0) {
		return NONE;
	}
	if (value < 1000) {
		return value + " µs";
	}
	const millis = value / 1000;
	return millis < 10 ? millis.toFixed(1) + " ms" : millis < 1000 ? Math.round(millis) + " ms" : (millis / 1000).toFixed(1) + " s";
}

export function share(part, whole) {
	return whole > 0 ? percent(part / whole) : NONE;
}

export function percent(value) {
	const shown = value * 100;
	return (shown > 99 && shown < 100 || shown > 0 && shown < 1 ? shown.toFixed(1) : Math.round(shown)) + " %";
}

export function bytes(value) {
	const units = ["B", "kB", "MB", "GB"];
	let unit = 0;
	while (value >= 1000 && unit < units.length - 1) {
		value /= 1000;
		unit++;
	}
	return (value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)) + " " + units[unit];
}

export function time(instant) {
	return TIME.format(new Date(instant));
}
