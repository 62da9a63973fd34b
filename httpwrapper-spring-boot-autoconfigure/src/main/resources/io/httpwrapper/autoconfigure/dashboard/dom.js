const SVG = "http://www.w3.org/2000/svg";

/** Makes an element. An attribute that is a function listens; text is never markup. */
export function el(tag, attributes = {}, ...children) {
	return furnish(document.createElement(tag), attributes, children);
}

export function svg(tag, attributes = {}, ...children) {
	return furnish(document.createElementNS(SVG, tag), attributes, children);
}

function furnish(element, attributes, children) {
	for (const [name, value] of Object.entries(attributes)) {
		if (typeof value === "function") {
			element.addEventListener(name, value);
		}
		else if (value !== false) {
			element.setAttribute(name, value === true ? "" : value);
		}
	}
	element.append(...children);
	return element;
}

/** Sets only what changed, so that selections and screen readers are left alone. */
export function text(element, value) {
	if (element.textContent !== String(value)) {
		element.textContent = value;
	}
}

export function show(element, visible) {
	if (element.hidden === visible) {
		element.hidden = !visible;
	}
}

/** Keeps one view for each key, in order; views that stay are not touched, nor is the focus in them. */
export class Views {

	constructor(parent, make) {
		this.parent = parent;
		this.make = make;
		this.views = new Map();
	}

	update(keys) {
		const wanted = new Set(keys);
		for (const [key, view] of this.views) {
			if (!wanted.has(key)) {
				view.close?.();
				view.element.remove();
				this.views.delete(key);
			}
		}
		keys.forEach((key, index) => {
			if (!this.views.has(key)) {
				const view = this.make(key);
				this.views.set(key, view);
				this.parent.insertBefore(view.element, this.parent.children[index] ?? null);
			}
			this.views.get(key).update();
		});
	}

	close() {
		this.update([]);
	}

}
