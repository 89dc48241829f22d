// A living diagram: the textbook's boxes and arrows, filled with numbers and pictures, stepped stage by stage.

import { button, component, element, readable, setEnabled, setText, svg, theme, throttled } from "./dom.js";
import { layOut, outline } from "./diagram_layout.js";
import { stream } from "./stream.js";
import { tips } from "./tips.js";

const STAGE_TIME = 3000; // milliseconds a stage when played slowly
let counter = 0;

class Diagram {
  constructor(root) {
    this.head = `dl-arrow-${++counter}`;
    this.stage = -1;
    this.show = throttled(() => this.fill(), 120);
    this.board = element("div", { class: "board" });
    this.scroller = element("div", { class: "board-scroller" }, this.board);
    this.next = button("Next stage", () => this.go(this.stage + 1));
    this.slowly = button("Play slowly", () => this.play(!this.timer));
    this.sentence = element("p", { class: "stage-sentence", "aria-live": "polite" });
    this.row = element(
      "div",
      { class: "controls", role: "group", "aria-label": "Stages of the diagram" },
      this.next,
      this.slowly,
      this.sentence,
    );
    this.list = element("ul", {});
    this.words = element("details", {}, element("summary", {}, "The picture in words"), this.list);
    this.figure = element("div", { role: "group" }, this.scroller);
    root.append(this.figure, this.row, this.words);
    this.root = root;
    this.tips = tips(root);
    this.watcher = new ResizeObserver(() => this.draw());
    this.watcher.observe(root);
  }

  update({ data }) {
    this.data = data;
    const changed = JSON.stringify(data.description) !== this.drawn;
    if (changed) this.stage = -1;
    this.drawn = JSON.stringify(data.description);
    this.row.hidden = !data.description.stages.length;
    this.figure.setAttribute("aria-label", data.description.alt || "Diagram");
    this.followRun(data.run);
    this.size = "";
    this.draw();
  }

  followRun(run) {
    if (run === this.run) return;
    this.viewer?.close();
    this.run = run;
    this.viewer = run ? stream().watch(run, "pause", () => this.show()) : null;
  }

  /** Draw boxes and arrows anew where the size has changed; then fill them. */
  draw() {
    const look = theme(this.root);
    const width = this.root.clientWidth;
    const size = `${width} ${look.size} ${look.dark}`;
    if (!width || size === this.size) return;
    this.size = size;
    const plan = layOut(this.data.description, width, look.size);
    const { left, right, top, bottom } = plan.bounds;
    this.board.style.cssText = `width:${plan.wide}px;height:${plan.high}px;margin:${-top}px auto ${bottom - plan.high}px`;
    this.board.style.translate = `${(-left - (right - plan.wide)) / 2}px`; // bent arrows on one side only
    this.board.classList.toggle("narrow", plan.narrow);
    const tooWide = right - left > width + 1;
    if (tooWide)
      Object.entries({ tabindex: 0, role: "region", "aria-label": "Diagram, scrolls sideways" }).forEach(
        ([name, value]) => this.scroller.setAttribute(name, value),
      );
    this.outlines = new Map();
    this.contents = new Map();
    const shapes = this.data.description.boxes.map((box) => this.shape(box, plan));
    const lines = plan.arrows.flatMap((route) => this.line(route, plan, look));
    const picture = svg(
      "svg",
      { width: plan.wide, height: plan.high, "aria-hidden": "true" },
      this.arrowHead(),
      ...shapes,
      ...lines,
    );
    this.board.replaceChildren(picture, ...this.data.description.boxes.map((box) => this.content(box, plan)));
    this.fill();
  }

  arrowHead() {
    const tip = svg("path", { d: "M0 0L8 4L0 8Z", class: "arrow-head" });
    return svg(
      "defs",
      {},
      svg(
        "marker",
        {
          id: this.head,
          markerWidth: 9,
          markerHeight: 9,
          refX: 7,
          refY: 4,
          orient: "auto",
          markerUnits: "userSpaceOnUse",
        },
        tip,
      ),
    );
  }

  shape(box, plan) {
    const path = svg("path", {
      d: outline(box.shape, plan.places.get(box.name), plan.upright),
      class: "box-shape",
    });
    this.outlines.set(box.name, path);
    return path;
  }

  line({ arrow, path, label, steep, below, room }, plan, look) {
    const drawn = svg("path", {
      d: path,
      class: arrow.dashed ? "arrow dashed" : "arrow",
      "marker-end": `url(#${this.head})`,
    });
    if (!arrow.label) return [drawn];
    const anchor = steep ? "start" : "middle";
    const most = steep ? 14 : Math.max(8, Math.floor(room / (0.38 * look.size)));
    const lines = wrap(arrow.label, most);
    const rise = steep ? 0.3 : below ? 1.1 : -0.4 - (lines.length - 1) * 0.9;
    const text = svg(
      "text",
      { class: "arrow-label", "text-anchor": anchor, x: 0, y: 0 },
      ...lines.map((words, index) =>
        svg(
          "tspan",
          { x: label[0] + (steep ? 0.5 * look.size : 0), y: label[1] + (rise + index * 0.9) * look.size },
          words,
        ),
      ),
    );
    return [drawn, text];
  }

  content(box, plan) {
    const { x, y, wide, high } = plan.places.get(box.name);
    const value = element("span", { class: "box-value" });
    const made = element(
      "div",
      { class: `box ${box.shape}`, tabindex: 0, role: "note", "data-tip": box.text || null },
      element("span", { class: "box-title" }, box.title),
      value,
    );
    made.style.cssText = `left:${x}px;top:${y}px;width:${wide}px;height:${high}px`;
    this.contents.set(box.name, { made, value });
    return made;
  }

  /** Put values into the boxes and mark those that are at work. */
  fill() {
    if (!this.contents) return;
    const stages = this.data.description.stages;
    const stage = stages[this.stage] ?? this.livingStage();
    for (const box of this.data.description.boxes) {
      this.fillBox(box);
      const active = stage?.boxes.includes(box.name) ?? false;
      this.outlines.get(box.name).classList.toggle("active", active);
      this.contents.get(box.name).made.toggleAttribute("aria-current", active);
    }
    const place = stages.indexOf(stage);
    setText(
      this.sentence,
      stage ? `Stage ${place + 1} of ${stages.length}: ${stage.sentence}` : `${stages.length} stages.`,
    );
    setEnabled(this.next, true);
    this.list.replaceChildren(
      ...this.data.description.boxes.map((box) => element("li", {}, this.boxWords(box))),
    );
  }

  /** While a run is stepped or slow, the stage whose phase has just been trained. */
  livingStage() {
    if (!this.viewer || stream().demand(this.run) === "live") return undefined;
    return this.data.description.stages.findLast(
      (stage) => stage.phase && stage.phase === this.viewer.record.phase,
    );
  }

  valueOf(box) {
    const given = this.data.values[box.name];
    const live = box.metric ? this.viewer?.record.metrics.get(box.metric)?.last : undefined;
    return live !== undefined ? { ...given, number: live } : (given ?? {});
  }

  fillBox(box) {
    const { value } = this.contents.get(box.name);
    const { text, number, png } = this.valueOf(box);
    const words = [text, number === undefined || number === null ? null : readable(number)]
      .filter(Boolean)
      .join(" ");
    const state = `${words}|${png ?? ""}`;
    if (value.state === state) return;
    value.state = state;
    const picture = png
      ? [element("img", { src: `data:image/png;base64,${png}`, alt: `${box.title}: picture` })]
      : [];
    value.replaceChildren(...picture, ...(words ? [element("span", {}, words)] : []));
  }

  boxWords(box) {
    const { text, number, png } = this.valueOf(box);
    const value = [text, number === undefined ? null : readable(number), png ? "a picture" : null]
      .filter(Boolean)
      .join(", ");
    const ways = this.data.description.arrows
      .filter((arrow) => arrow.start === box.name)
      .map((arrow) => {
        const end = this.data.description.boxes.find((other) => other.name === arrow.end)?.title ?? arrow.end;
        return `${arrow.dashed ? "Back to" : "Leads to"} ${end}${arrow.label ? ` (${arrow.label})` : ""}.`;
      });
    return [`${box.title}${value ? ` (${value})` : ""}.`, box.text, ...ways].filter(Boolean).join(" ");
  }

  /** On to a stage; a run that is shown here trains the phase that the diagram leaves. */
  go(stage) {
    const stages = this.data.description.stages;
    const left = stages[this.stage]?.phase;
    this.stage = stage % stages.length;
    if (left && left !== stages[this.stage].phase && this.viewer && !this.viewer.record.ended)
      this.viewer.step();
    this.fill();
  }

  play(on) {
    clearInterval(this.timer);
    this.timer = on ? setInterval(() => this.go(this.stage + 1), STAGE_TIME) : null;
    setText(this.slowly, on ? "Stop" : "Play slowly");
    if (on) this.go(this.stage + 1);
  }

  close() {
    clearInterval(this.timer);
    this.show.cancel();
    this.viewer?.close();
    this.watcher.disconnect();
    this.tips.close();
  }
}

function wrap(text, most) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const joined = lines.at(-1) ? `${lines.at(-1)} ${word}` : word;
    if (joined.length <= most || !lines.at(-1)) lines[lines.length - 1] = joined;
    else lines.push(word);
  }
  return lines;
}

export default component((root) => new Diagram(root));
