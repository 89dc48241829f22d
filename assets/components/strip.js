// The sample strip: what each run made, with a slider over training time. Several runs move in step.

import { ContentView, showNothing } from "./content.js";
import { checkbox, element, labelled, readable, setText } from "./dom.js";

export class Strip {
  constructor(height) {
    this.height = height;
    this.follow = true;
    this.step = 0;
    this.name = "";
    this.columns = new Map(); // run id -> {whole, title, view}
    this.build();
  }

  build() {
    this.grid = element("div", { class: "strip-grid" });
    this.slider = element("input", { type: "range", min: 0, max: 0, value: 0, step: 1 });
    this.slider.addEventListener("input", () => this.choose(Number(this.slider.value)));
    this.follower = checkbox("Follow the newest", true, (on) => {
      this.follow = on;
      this.update(this.runs);
    });
    this.names = element("select", { onchange: () => this.rename(this.names.value) });
    this.nameField = labelled("Kind of sample", this.names);
    this.nameField.hidden = true;
    this.caption = element("p", { class: "caption" });
    const row = element(
      "div",
      { class: "options" },
      this.nameField,
      labelled("Sample", this.slider, "labelled wide"),
      this.follower.whole,
    );
    this.whole = element(
      "section",
      { class: "strip", "aria-label": "Samples made during training" },
      this.grid,
      this.caption,
      row,
    );
  }

  choose(place) {
    this.follow = place >= this.steps.length - 1 && this.follow;
    this.follower.box.checked = this.follow;
    this.step = this.steps[place] ?? 0;
    this.update(this.runs);
  }

  rename(name) {
    this.name = name;
    this.update(this.runs);
  }

  /** Show `runs` ([{record, label}]) at the newest step or at the chosen one. */
  update(runs) {
    this.runs = runs;
    this.updateNames(runs);
    const lists = runs.map(({ record }) => record.samples.get(this.name) ?? []);
    this.steps = [...new Set(lists.flatMap((list) => list.map((sample) => sample.step)))].sort(
      (one, other) => one - other,
    );
    if (this.follow && this.steps.length) this.step = this.steps.at(-1);
    this.updateSlider();
    this.keepColumns(runs);
    runs.forEach((run, index) => this.updateColumn(run, lists[index]));
  }

  updateNames(runs) {
    const names = [...new Set(runs.flatMap(({ record }) => [...record.samples.keys()]))];
    if (!names.includes(this.name)) this.name = names[0] ?? "";
    if (names.join() === [...this.names.options].map((option) => option.value).join()) return;
    this.names.replaceChildren(
      ...names.map((name) => element("option", { value: name }, name.replaceAll("_", " "))),
    );
    this.names.value = this.name;
    this.nameField.hidden = names.length < 2;
  }

  updateSlider() {
    const place = Math.max(
      0,
      this.steps.findLastIndex((step) => step <= this.step),
    );
    this.slider.max = Math.max(0, this.steps.length - 1);
    this.slider.value = place;
    const words = this.steps.length ? `step ${readable(this.steps[place])}` : "none yet";
    this.slider.setAttribute("aria-valuetext", words);
    setText(
      this.caption,
      this.steps.length ? `Sample ${place + 1} of ${this.steps.length}, ${words}` : "No sample yet",
    );
  }

  keepColumns(runs) {
    const ids = runs.map(({ record }) => record.id);
    if (ids.join() === [...this.columns.keys()].join()) return;
    this.closeViews();
    for (const id of ids) {
      const host = element("div");
      const title = element("h4", {});
      this.columns.set(id, {
        title,
        view: new ContentView(host, this.height),
        whole: element("div", {}, title, host),
      });
    }
    this.grid.style.setProperty("--runs", ids.length);
    this.grid.replaceChildren(...[...this.columns.values()].map((column) => column.whole));
  }

  updateColumn({ record, label }, list) {
    const { title, view } = this.columns.get(record.id);
    const sample = list.findLast((one) => one.step <= this.step);
    title.hidden = this.runs.length < 2;
    setText(title, sample ? `${label}, step ${readable(sample.step)}` : label);
    if (sample) view.show(sample.content, this.follow);
    else showNothing(view, record.ended ? "This run made no sample." : "The first sample will stand here.");
  }

  redraw() {
    for (const { view } of this.columns.values()) view.draw();
  }

  closeViews() {
    for (const { view } of this.columns.values()) view.close();
    this.columns.clear();
  }

  close() {
    this.closeViews();
  }
}
