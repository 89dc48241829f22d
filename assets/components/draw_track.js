// A map on which the visitor draws one closed line: a track of his or her own.

import { preparedPen } from "./canvas.js";
import { button, component, element, setEnabled, setText } from "./dom.js";
import { inMetres, tones } from "./driving_pictures.js";
import { remembered } from "./memory.js";

const SPACING = 0.8; // metres between two points of a stroke, at least
const FAR = 3; // metres between points that were set one by one, at least
const CLOSE = 6; // metres from the start at which the line closes
const MOST_POINTS = 1500;
const MOST_UNDO = 50;
const STEP = 2; // metres of an arrow key; with Shift a quarter
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
/** Radius, as a share of the map, at every angle. */
const SHAPES = {
  Oval: (angle) => 0.32 / Math.hypot(Math.cos(angle), 1.4 * Math.sin(angle)),
  Bean: (angle) => 0.27 + 0.09 * Math.cos(2 * angle) + 0.06 * Math.sin(angle),
  Clover: (angle) => 0.3 + 0.07 * Math.cos(3 * angle),
  Star: (angle) => 0.31 + 0.06 * Math.cos(5 * angle),
};

class DrawTrack {
  constructor(root, { data }) {
    this.kept = remembered(`track ${data.key}`, () => ({ line: [], former: [] }));
    this.cursor = [data.size / 2, data.size / 4];
    this.canvas = element("canvas", {
      class: "drive-paper",
      tabindex: 0,
      role: "application",
      "aria-label":
        "Map to draw a track on. Arrow keys move the pen, Enter sets a point, Delete takes it back; a point near the first one closes the line.",
    });
    this.examples = Object.keys(SHAPES).map((name) => button(name, () => this.change(this.shape(name))));
    this.undoButton = button("Undo", () => this.undo());
    this.clearButton = button("Clear", () => this.change([]));
    this.said = element("p", { class: "note", "aria-live": "polite" });
    const examples = element("span", { class: "controls", role: "group", "aria-label": "Examples" }, ...this.examples);
    const row = element("div", { class: "options" }, examples, this.undoButton, this.clearButton);
    this.whole = element("section", { class: "drive", "aria-label": "Draw a track" }, this.canvas, row, this.said);
    root.append(this.whole);
    this.listen();
    this.watcher = new ResizeObserver(() => this.draw());
    this.watcher.observe(this.canvas);
  }

  update(given) {
    this.given = given;
    this.whole.style.setProperty("--height", given.data.height);
    if (this.kept.line.length && !given.data.known) this.send(); // back after a change of view
    this.draw();
  }

  listen() {
    this.canvas.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || !this.view) return;
      event.preventDefault();
      this.canvas.focus({ preventScroll: true });
      this.canvas.setPointerCapture(event.pointerId);
      this.begin(this.where(event));
    });
    this.canvas.addEventListener("pointermove", (event) => {
      if (!this.drawing) return;
      const events = event.getCoalescedEvents?.() ?? [];
      for (const one of events.length ? events : [event]) this.extend(this.where(one));
      this.draw();
    });
    for (const name of ["pointerup", "pointercancel"])
      this.canvas.addEventListener(name, () => this.drawing && this.end());
    this.canvas.addEventListener("keydown", (event) => this.onKey(event));
    for (const name of ["focus", "blur"]) this.canvas.addEventListener(name, () => this.draw());
  }

  /** Metres under the pointer. */
  where({ clientX, clientY }) {
    const box = this.canvas.getBoundingClientRect();
    const { scale, left, top } = this.view;
    return [(clientX - box.left - left) / scale, (top - (clientY - box.top)) / scale].map((value) => this.inside(value));
  }

  inside(value) {
    return Math.round(100 * Math.min(this.given.data.size, Math.max(0, value))) / 100;
  }

  get closed() {
    const { line } = this.kept;
    return line.length > 3 && line[0].join() === line.at(-1).join();
  }

  /** The line of the road: as drawn, and round where corners were set one by one. */
  get road() {
    return this.closed ? rounded(this.kept.line) : this.kept.line;
  }

  remember() {
    this.kept.former.push(this.kept.line);
    this.kept.former.splice(0, this.kept.former.length - MOST_UNDO);
  }

  begin(place) {
    this.remember();
    this.kept.line = this.closed ? [] : [...this.kept.line]; // a closed line is done: this begins another one
    this.drawing = true;
    this.extend(place);
    this.draw();
  }

  extend(place) {
    const { line } = this.kept;
    const last = line.at(-1);
    if (line.length >= MOST_POINTS || (last && apart(last, place) < SPACING)) return;
    line.push(place);
  }

  end() {
    this.drawing = false;
    const { line } = this.kept;
    const back = line.length > 3 && lengthOf(line) > 4 * CLOSE && apart(line[0], line.at(-1)) < CLOSE;
    if (back && !this.closed) {
      if (apart(line.at(-2), line.at(-1)) > FAR) line.pop(); // a corner set beside the first one is the first one
      line.push([...line[0]]); // who comes back to the start closes the line
    }
    this.send();
  }

  onKey(event) {
    const move = MOVES[event.key];
    if (move) {
      const reach = event.shiftKey ? STEP / 4 : STEP;
      this.cursor = this.cursor.map((value, axis) => this.inside(value + move[axis] * reach));
      this.draw();
    } else if (event.key === "Enter" || event.key === " ") {
      this.begin([...this.cursor]);
      this.end();
    } else if (event.key === "Delete" || event.key === "Backspace") {
      this.undo();
    } else return;
    event.preventDefault();
  }

  shape(name) {
    const { size } = this.given.data;
    return Array.from({ length: 121 }, (_, step) => {
      const angle = (2 * Math.PI * (step % 120)) / 120;
      const radius = SHAPES[name](angle) * size;
      return [size / 2 + radius * Math.cos(angle), size / 2 + radius * Math.sin(angle)].map((value) => this.inside(value));
    });
  }

  change(line) {
    this.remember();
    this.kept.line = line;
    this.send();
  }

  undo() {
    this.kept.line = this.kept.former.pop() ?? [];
    this.send();
  }

  send() {
    this.draw();
    this.given.setStateValue("line", this.kept.line.length ? this.road : null);
  }

  draw() {
    const prepared = this.given && preparedPen(this.canvas);
    if (!prepared) return;
    const { width, height } = prepared;
    const { size } = this.given.data;
    const scale = Math.min(width, height) / size;
    this.view = { scale, left: (width - size * scale) / 2, top: (height + size * scale) / 2 };
    inMetres(prepared.pen, this.view, () => this.paint(prepared));
    setText(this.said, this.words());
    setEnabled(this.undoButton, this.kept.former.length > 0);
    setEnabled(this.clearButton, this.kept.line.length > 0);
  }

  paint({ pen, look, inks }) {
    const { size, width: half } = this.given.data;
    const { line } = this.kept;
    const tone = tones(look);
    const pixel = 1 / this.view.scale;
    pen.fillStyle = tone.grass;
    pen.fillRect(0, 0, size, size);
    if (line.length) {
      pen.lineJoin = pen.lineCap = "round";
      for (const [colour, wide] of [[tone.edge, 2 * half + 3 * pixel], [tone.road, 2 * half], [inks[0], 2.5 * pixel]])
        stroke(pen, this.road, colour, wide);
      pen.setLineDash([6 * pixel, 6 * pixel]);
      if (!this.closed && !this.drawing) stroke(pen, [line.at(-1), line[0]], inks[1], 2.5 * pixel);
      pen.setLineDash([]);
      ring(pen, line[0], inks[1], this.closed ? half : CLOSE, 3 * pixel);
    }
    if (this.canvas.matches(":focus-visible") && !this.drawing) this.paintCursor(pen, look, pixel);
  }

  paintCursor(pen, look, pixel) {
    const [x, y] = this.cursor;
    for (const [colour, wide] of [[look.background, 6], [look.text, 2.5]])
      for (const [right, up] of [[10, 0], [0, 10]]) {
        const ends = [-1, 1].map((way) => [x + way * right * pixel, y + way * up * pixel]);
        stroke(pen, ends, colour, wide * pixel);
      }
  }

  words() {
    const { line } = this.kept;
    const metres = Math.round(lengthOf(this.road));
    if (!line.length) return "Draw a line round the map, or set corners one by one; it closes where it began.";
    if (this.closed) return `A closed line of ${metres} m. Draw again for another one.`;
    if (line.length >= MOST_POINTS) return "The line has as many points as it may: clear it and draw with a quicker stroke.";
    return `${metres} m so far: go on to the ring where the line began.`;
  }

  close() {
    this.watcher.disconnect();
  }
}

const apart = ([x, y], [otherX, otherY]) => Math.hypot(x - otherX, y - otherY);
const lengthOf = (line) => line.reduce((sum, place, index) => sum + (index ? apart(line[index - 1], place) : 0), 0);

/** A closed line (its last point is its first) whose far corners are replaced by curves. */
function rounded(line) {
  const corners = line.slice(0, -1);
  const middle = (place, other) => [(place[0] + other[0]) / 2, (place[1] + other[1]) / 2];
  const curves = corners.flatMap((place, index) => {
    const [before, after] = [corners.at(index - 1), corners[(index + 1) % corners.length]];
    if (Math.min(apart(before, place), apart(place, after)) < FAR) return [place];
    const [start, end] = [middle(before, place), middle(place, after)];
    return Array.from({ length: 9 }, (_, part) => {
      const share = part / 8;
      const weights = [(1 - share) ** 2, 2 * share * (1 - share), share ** 2];
      return [0, 1].map((axis) => [start, place, end].reduce((sum, one, turn) => sum + weights[turn] * one[axis], 0));
    });
  });
  return [...curves, curves[0]].map((place) => place.map((value) => Math.round(100 * value) / 100));
}

function stroke(pen, line, colour, wide) {
  pen.strokeStyle = colour;
  pen.lineWidth = wide;
  pen.beginPath();
  for (const place of line.length > 1 ? line : [line[0], line[0]]) pen.lineTo(...place);
  pen.stroke();
}

function ring(pen, [x, y], colour, radius, wide) {
  pen.strokeStyle = colour;
  pen.lineWidth = wide;
  pen.beginPath();
  pen.arc(x, y, radius, 0, 2 * Math.PI);
  pen.stroke();
}

export default component((root, given) => new DrawTrack(root, given));
