package io.httpwrapper.sample;

/**
 * How well text stands out from what is behind it, after WCAG 2.2: scripts for the
 * browser.
 */
final class Contrast {

	private static final String FUNCTIONS = """
			const channels = (color) => color.match(/[\\d.]+/g).map(Number);
			const luminance = (color) => {
				const [red, green, blue] = channels(color).map((value) => value / 255)
					.map((value) => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
				return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
			};
			const background = (element) => {
				for (let behind = element; behind; behind = behind.parentElement) {
					const color = getComputedStyle(behind).backgroundColor;
					if ((channels(color)[3] ?? 1) === 1) {
						return color;
					}
				}
				return "rgb(255, 255, 255)";
			};
			const contrast = (element) => {
				const [dark, bright] = [getComputedStyle(element).color, background(element)].map(luminance)
					.sort((one, other) => one - other);
				return (bright + 0.05) / (dark + 0.05);
			};
			""";

	/** Visible texts with a contrast below 4.5. */
	static final String TOO_LOW = "(() => {" + FUNCTIONS + """
			return [...document.querySelectorAll("body *")]
				.filter((element) => element.checkVisibility() && getComputedStyle(element).position !== "absolute")
				.filter((element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
				.filter((element) => contrast(element) < 4.5)
				.map((element) => element.textContent.trim() + " " + contrast(element).toFixed(2));
			})()""";

	/** From 0 to 1. */
	static final String BRIGHTNESS = "(() => {" + FUNCTIONS + " return luminance(background(document.body)); })()";

	private Contrast() {
	}

}
