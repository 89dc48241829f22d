// An autoencoder's code as upright bars that can be dragged; each is a real slider for the keyboard.

import { button, component, element, readable, setText, throttled } from "./dom.js";

const SEND_EVERY = 110; // milliseconds: the picture follows the finger

class CodeBars {
  constructor(root, { data }) {
    this.bars = element("div", { class: "bars", role: "group", "aria-label": "The code, one bar a number" });
    this.reset = button("Back to the start", () => this.restart());
    root.append(this.bars, element("div", { class: "options" }, this.reset));
    this.send = throttled(() => this.given.setStateValue("values", this.values()), SEND_EVERY);
    this.start = data.values;
  }

  update(given) {
    this.given = given;
    const { values, labels, low, high } = given.data;
    const signature = JSON.stringify([values, labels, low, high]);
    if (signature === this.signature) return; // only our own news came back
    this.signature = signature;
    if (this.isEcho(values)) return;
    this.start = values;
    this.bars.replaceChildren(
      ...values.map((value, index) => this.bar(value, labels[index] ?? String(index + 1), low, high)),
    );
  }

  /** Whether these are the values that the bars show already. */
  isEcho(values) {
    const shown = this.values();
    const { low, high } = this.given.data;
    return (
      shown.length === values.length &&
      values.every((value, index) => Math.abs(value - shown[index]) < (high - low) / 150)
    );
  }

  bar(value, label, low, high) {
    const shown = element("span", { class: "bar-value", "aria-hidden": "true" }, readable(rounded(value)));
    const slider = element("input", {
      type: "range",
      min: low,
      max: high,
      step: "any",
      "aria-label": `Code ${label}`,
    });
    slider.value = value;
    slider.addEventListener("input", () => {
      setText(shown, readable(rounded(Number(slider.value))));
      this.send();
    });
    return element(
      "div",
      { class: "bar" },
      shown,
      slider,
      element("span", { class: "bar-label", "aria-hidden": "true" }, label),
    );
  }

  values() {
    return [...this.bars.querySelectorAll("input")].map((slider) => Number(slider.value));
  }

  restart() {
    this.bars.querySelectorAll("input").forEach((slider, index) => {
      slider.value = this.start[index];
      setText(slider.previousSibling, readable(rounded(this.start[index])));
    });
    this.send();
  }

  close() {
    this.send.cancel();
  }
}

const rounded = (value) => Number(value.toFixed(2));

export default component((root, given) => new CodeBars(root, given));
