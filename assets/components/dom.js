// Building blocks that every component uses. Text from outside only ever becomes a text node or an attribute.

const SVG = "http://www.w3.org/2000/svg";

/** An HTML element with attributes, listeners (`onclick: …`) and children (nodes or plain text). */
export function element(tag, attributes = {}, ...children) {
  return furnish(document.createElement(tag), attributes, children);
}

/** The same for SVG. */
export function svg(tag, attributes = {}, ...children) {
  return furnish(document.createElementNS(SVG, tag), attributes, children);
}

function furnish(made, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

/**
 * The default export of a component. Streamlit calls it again at every rerun with new data and at every change
 * of theme: the view is built once for each place in the page and then only updated. A clean-up that a newer
 * call has overtaken does nothing.
 */
export function component(build) {
  const views = new WeakMap();
  return (given) => {
    const place = given.parentElement;
    let mounted = views.get(place);
    if (!mounted) {
      const root = element("div", { class: "component" });
      place.querySelector(".stand-in")?.remove();
      place.append(root);
      mounted = { root, turn: 0, view: build(root, given) };
      views.set(place, mounted);
    }
    const turn = ++mounted.turn;
    mounted.view.update(given);
    return () => {
      if (mounted.turn !== turn) return;
      mounted.view.close?.();
      mounted.root.remove();
      views.delete(place);
    };
  };
}

/** Set text only where it differs, so that screen readers and selections are left in peace. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** A button that explains itself; `aria-disabled` instead of `disabled` so that the focus is never lost. */
export function button(label, press, attributes = {}) {
  const made = element("button", { type: "button", ...attributes }, label);
  made.addEventListener("click", () => made.getAttribute("aria-disabled") === "true" || press());
  return made;
}

export function setEnabled(control, enabled) {
  control.setAttribute("aria-disabled", String(!enabled));
}

let counter = 0;

/** A label and its control side by side, tied together. */
export function labelled(text, control, className = "labelled") {
  control.id ||= `dl-${++counter}`;
  return element("span", { class: className }, element("label", { for: control.id }, text), control);
}

/** A check box with its words. */
export function checkbox(text, checked, change) {
  const box = element("input", { type: "checkbox" });
  box.checked = checked;
  box.addEventListener("change", () => change(box.checked));
  const whole = element("label", { class: "check" }, box, text);
  return { whole, box };
}

/** Call `work` at most once in `milliseconds`, never forgetting the last call. */
export function throttled(work, milliseconds) {
  let timer = null;
  let last = -Infinity;
  const call = () => {
    timer = null;
    last = performance.now();
    work();
  };
  const request = () => {
    timer ??= setTimeout(call, Math.max(0, last + milliseconds - performance.now()));
  };
  request.cancel = () => {
    clearTimeout(timer);
    timer = null;
  };
  return request;
}

/** A number for people: four digits that count, thousands parted, no needless zeros. */
export function readable(value) {
  if (value === null || value === undefined) return "–";
  if (!Number.isFinite(value))
    return Number.isNaN(value) ? "not a number" : value > 0 ? "infinite" : "minus infinite";
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.001 || size >= 1e7)) return value.toExponential(2).replace("e", " e");
  return value.toLocaleString("en-GB", { maximumSignificantDigits: size >= 1000 ? 6 : 4 });
}

/** Streamlit's colours and sizes at this moment, read from where the component stands. */
export function theme(node) {
  const style = getComputedStyle(node);
  const colour = (name, fallback) => style.getPropertyValue(`--st-${name}`).trim() || fallback;
  const background = colour("background-color", "#ffffff");
  return {
    background,
    text: colour("text-color", "#16202a"),
    border: colour("border-color", "#7a8794"),
    second: colour("secondary-background-color", "#f0f2f6"),
    font: colour("font", "sans-serif"),
    dark: isDark(background),
    // Projector mode enlarges the root font: charts and canvases follow it.
    size: parseFloat(getComputedStyle(document.documentElement).fontSize) || 16,
  };
}

const darkness = new Map(); // asked anew at every frame of a game

function isDark(colour) {
  if (!darkness.has(colour)) darkness.set(colour, measured(colour) < 128);
  return darkness.get(colour);
}

function measured(colour) {
  const probe = document.createElement("canvas").getContext("2d");
  probe.fillStyle = colour;
  probe.fillRect(0, 0, 1, 1);
  const [red, green, blue] = probe.getImageData(0, 0, 1, 1).data;
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}

/** Whether the visitor asked for little motion. */
export function calm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
