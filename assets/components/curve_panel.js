// The chart with what belongs to it: which metrics, how smooth, which scale, in words, as sound.

import { Curve, chosenNames, curveLegend, smoothed } from "./curve.js";
import { isListening, listen, stopListening } from "./curve_sound.js";
import { curveWords } from "./curve_words.js";
import { button, checkbox, element, labelled, setText, throttled } from "./dom.js";

const DRAW_EVERY = 90; // milliseconds: ten pictures a second are enough for the eye and leave time to the rest

export class CurvePanel {
  constructor(height) {
    this.smoothing = 0;
    this.logarithmic = false;
    this.chosen = null; // until the visitor chooses: the metrics to show first
    this.build(height);
    this.draw = throttled(() => this.drawNow(), DRAW_EVERY);
  }

  build(height) {
    this.host = element("div", { class: "chart" });
    this.host.style.setProperty("--height", height);
    // The picture's name is its content in short; the words below say the rest.
    this.frame = element("div", { role: "figure", "aria-label": "Curves of training" }, this.host);
    this.curve = new Curve(this.host);
    this.legend = element("div", { class: "curve-legend" });
    this.chips = element("div", { class: "chips", role: "group", "aria-label": "Curves to show" });
    this.slider = element("input", { type: "range", min: 0, max: 0.98, step: 0.02, value: 0 });
    this.slider.addEventListener("input", () => this.set({ smoothing: Number(this.slider.value) }));
    this.scale = checkbox("Logarithmic scale", false, (on) => this.set({ logarithmic: on }));
    this.words = element("div", { class: "words", hidden: true });
    this.tell = button("In words", () => this.toggleWords(), { "aria-expanded": "false" });
    this.play = button("Listen", () => this.toggleSound(), {
      "aria-label": "Listen to the curve: a high tone is a high value",
    });
    const smoothing = labelled("Smoothing", this.slider);
    const row = element("div", { class: "options" }, smoothing, this.scale.whole, this.tell, this.play);
    this.whole = element(
      "section",
      { class: "curves", "aria-label": "Curves" },
      this.chips,
      this.legend,
      this.frame,
      row,
      this.words,
    );
  }

  set(values) {
    Object.assign(this, values);
    this.scale.box.checked = this.logarithmic;
    this.draw();
  }

  /** New runs or new descriptions: `first` are the metrics to open with. */
  configure({ runs, metrics, first }) {
    this.runs = runs;
    this.metrics = metrics;
    if (this.first !== first.join()) {
      this.first = first.join();
      this.chosen = [
        ...new Set(
          first.map((name) =>
            name.startsWith("validation_") && metrics[name.slice(11)] ? name.slice(11) : name,
          ),
        ),
      ];
      this.set({ logarithmic: Boolean(metrics[first[0]]?.logarithmic) });
    }
    this.update();
  }

  update() {
    this.updateChips();
    this.draw();
  }

  /** A chip for each metric, its held-out partner included; those that nothing was heard of stay away. */
  updateChips() {
    const known = new Set(this.runs.flatMap(({ record }) => [...record.metrics.keys()]));
    const names = [...new Set([...this.chosen, ...Object.keys(this.metrics), ...known])].filter((name) =>
      known.has(name),
    );
    const bases = names.filter((name) => !(name.startsWith("validation_") && names.includes(name.slice(11))));
    if (known.size && !bases.some((name) => this.chosen.includes(name))) this.chosen = [bases[0]];
    if (bases.join() !== this.bases) {
      this.bases = bases.join();
      this.chips.replaceChildren(...bases.map((name) => this.chip(name)));
    }
    for (const chip of this.chips.children)
      chip.setAttribute("aria-pressed", String(this.chosen.includes(chip.dataset.name)));
  }

  chip(name) {
    const { label = name.replaceAll("_", " "), description = "" } = this.metrics[name] ?? {};
    return button(label, () => this.toggle(name), { "data-name": name, "data-tip": description });
  }

  toggle(name) {
    const without = this.chosen.filter((other) => other !== name);
    this.chosen =
      without.length === this.chosen.length ? [...without, name] : without.length ? without : [name];
    this.update();
  }

  drawNow() {
    if (!this.runs) return;
    this.curve.draw({ ...this }).catch((error) => setText(this.words, error.message));
    this.legend.replaceChildren(...curveLegend(this, this.host));
    const sentences = curveWords(this);
    this.frame.setAttribute("aria-label", `Curves of training. ${sentences.join(" ")}`);
    if (!this.words.hidden) this.writeWords(sentences);
  }

  toggleWords() {
    this.words.hidden = !this.words.hidden;
    this.tell.setAttribute("aria-expanded", String(!this.words.hidden));
    this.writeWords(curveWords(this));
  }

  writeWords(sentences) {
    if (sentences.join() === this.written) return;
    this.written = sentences.join();
    this.words.replaceChildren(...sentences.map((sentence) => element("p", {}, sentence)));
  }

  toggleSound() {
    if (isListening()) return stopListening();
    const curves = this.runs.flatMap(({ record }) =>
      chosenNames(record, this.chosen).map(({ name }) =>
        smoothed(record.metrics.get(name).values, this.smoothing),
      ),
    );
    setText(this.play, "Stop the sound");
    this.play.removeAttribute("aria-label");
    return listen(
      curves.filter((values) => values.some(Number.isFinite)),
      () => {
        setText(this.play, "Listen");
        this.play.setAttribute("aria-label", "Listen to the curve: a high tone is a high value");
      },
    );
  }

  close() {
    this.draw.cancel();
    stopListening();
    this.curve.close();
  }
}

/** The first metrics to show: those asked for, else the headline. */
export function firstMetrics({ show, headline, metrics }) {
  if (show?.length) return show;
  if (headline) return [headline];
  const names = Object.keys(metrics);
  return names.slice(0, 1);
}
