// The live training panel: controls, curves and samples of one run, or of several side by side.

import { Controls } from "./controls.js";
import { CurvePanel, firstMetrics } from "./curve_panel.js";
import { component, element, setText, throttled } from "./dom.js";
import { Status } from "./status.js";
import { stream } from "./stream.js";
import { Strip } from "./strip.js";
import { tips } from "./tips.js";

const SHOW_EVERY = 100; // milliseconds
const STEPS_REPORTED = 600; // milliseconds of quiet before Python hears how far a stepping visitor has come

class Live {
  constructor(root, { data }) {
    this.root = root;
    this.viewers = [];
    this.demand = data.demand;
    this.show = throttled(() => this.showNow(), SHOW_EVERY);
    this.report = throttled(() => this.reportSeen(), STEPS_REPORTED);
    this.controls = new Controls({
      demand: (wish) => this.want(wish),
      step: () => this.step(),
      stop: () => this.stop(),
      again: () => this.again(),
    });
    this.status = new Status();
    this.panel = new CurvePanel(data.height);
    this.strip = new Strip(data.height);
    this.note = element("p", { class: "note" });
    this.body = element("div", { class: "body" }, this.panel.whole, this.strip.whole);
    this.head = element("div", { class: "head" }, this.controls.whole, this.status.whole);
    const label = { class: "live", "aria-label": "Live training" };
    root.append(element("section", label, this.head, this.body, this.note));
    this.tips = tips(root);
  }

  update(given) {
    this.given = given;
    const { runs, controls, layout } = given.data;
    this.controls.whole.hidden = !controls;
    this.body.classList.toggle("stacked", layout === "side by side");
    this.follow(runs);
    const first = firstMetrics(given.data);
    this.panel.configure({ runs: this.runs, metrics: given.data.metrics, first });
    this.strip.redraw(); // the theme may have changed
    this.showNow();
  }

  /** Watch these runs; those that were watched already go on undisturbed. */
  follow(runs) {
    const ids = runs.map((run) => run.id).join();
    if (ids !== this.ids) {
      this.ids = ids;
      this.demand = this.given.data.demand;
      const old = this.viewers;
      this.viewers = runs.map((run) => stream().watch(run.id, this.demand, () => this.show()));
      this.ended = new Set(this.viewers.filter(({ record }) => record.ended).map(({ record }) => record.id));
      this.fresh = true;
      for (const viewer of old) viewer.close();
    }
    this.runs = runs.map((run, index) => ({ label: run.label, record: this.viewers[index].record }));
  }

  showNow() {
    this.head.hidden = !this.runs.length;
    if (this.head.hidden) return this.showEmpty();
    this.controls.update(this.runs, this.demand);
    this.status.update(this.runs, this.demand, stream().connected || this.fresh);
    if (stream().connected) this.fresh = false; // "connection lost" makes sense only after there was one
    this.panel.update();
    this.strip.whole.hidden = this.runs.every(({ record }) => record.ended && !record.samples.size);
    this.strip.update(this.runs);
    this.showNote();
    this.reportEnded();
  }

  /** Before the first run: axes that wait, so that the first point finds everything loaded and nothing jumps. */
  showEmpty() {
    this.panel.update();
    this.strip.whole.hidden = true;
  }

  showNote() {
    const notes = this.runs.flatMap(({ record, label }) =>
      record.notes.slice(-1).map((note) => ({ ...note, label })),
    );
    const words = notes.map(
      ({ text, level, label }) =>
        `${level === "warning" ? "Warning: " : ""}${this.runs.length > 1 ? `${label}: ` : ""}${text}`,
    );
    setText(this.note, words.join(" "));
  }

  want(demand) {
    this.demand = demand;
    for (const viewer of this.viewers) viewer.setDemand(demand);
    this.showNow();
    this.report();
  }

  step() {
    this.demand = "pause";
    for (const viewer of this.viewers) viewer.step();
    this.showNow();
    this.report();
  }

  /** A run that is over, once more from its first event. */
  again() {
    for (const viewer of this.viewers) viewer.rewind();
    this.want("slow");
  }

  stop() {
    this.given.setTriggerValue(
      "stop",
      this.runs.filter(({ record }) => !record.ended).map(({ record }) => record.id),
    );
  }

  /** Python hears how many events a visitor has seen who does not watch live: a change then starts from there. */
  reportSeen() {
    const seen = Object.fromEntries(this.runs.map(({ record }) => [record.id, record.events]));
    this.given.setStateValue("seen", this.demand === "live" ? {} : seen);
  }

  /** Python hears once of a run that came to its end before these eyes: the page then offers what it has made. */
  reportEnded() {
    const newly = this.runs
      .map(({ record }) => record)
      .filter((record) => record.ended && record.caughtUp && !this.ended.has(record.id));
    for (const record of newly) this.ended.add(record.id);
    if (newly.length)
      this.given.setTriggerValue(
        "ended",
        newly.map((record) => record.id),
      );
  }

  close() {
    this.show.cancel();
    this.report.cancel();
    for (const viewer of this.viewers) viewer.close();
    this.panel.close();
    this.strip.close();
    this.tips.close();
  }
}

export default component((root, given) => new Live(root, given));
