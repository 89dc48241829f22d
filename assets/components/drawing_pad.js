// A small canvas to draw on with mouse, finger, pen or keyboard. White paper, dark ink; the model gets a PNG.

import { button, checkbox, component, element, labelled, setEnabled, setText } from "./dom.js";
import { remembered } from "./memory.js";

const LONGEST = 320; // units of the paper's longer side, whatever its size on the screen
const MOST_STROKES = 300;
const MOST_POINTS = 1500; // of one stroke
const INKS = [
  ["black", "#000000"],
  ["grey", "#808080"],
  ["red", "#d62728"],
  ["orange", "#ff8c1a"],
  ["yellow", "#ffd92f"],
  ["green", "#2ca02c"],
  ["blue", "#1f6fd6"],
  ["violet", "#8e44ad"],
  ["brown", "#8c564b"],
  ["pink", "#f48fb1"],
];

class DrawingPad {
  constructor(root, given) {
    const { key, size, colour, height } = given.data;
    const unit = LONGEST / Math.max(...size);
    this.paper = size.map((pixels) => Math.round(pixels * unit));
    Object.assign(this, { size, current: null, cursor: this.paper.map((side) => side / 2), penDown: false });
    this.strokes = remembered(`drawing ${key}`, () => []);
    this.canvas = element("canvas", {
      width: this.paper[0],
      height: this.paper[1],
      class: "paper",
      tabindex: 0,
      role: "application",
      "aria-label":
        "Drawing area. Arrow keys move the pen, Space sets it down or lifts it, Delete takes back the last stroke.",
    });
    this.canvas.style.setProperty("--height", height);
    this.canvas.style.setProperty("--ratio", this.paper[0] / this.paper[1]);
    this.pen = this.canvas.getContext("2d");
    this.tools(colour);
    this.said = element("p", { class: "unseen", "aria-live": "polite" });
    root.append(
      element("section", { class: "pad", "aria-label": "Drawing pad" }, this.canvas, this.side, this.said),
    );
    this.listen();
    this.paint();
  }

  tools(colour) {
    this.eraser = checkbox("Eraser", false, () => {});
    this.width = element("input", { type: "range", min: 4, max: 60, value: Math.round(LONGEST / 13) });
    this.undoButton = button("Undo", () => this.undo());
    this.clearButton = button("Clear", () => this.clear());
    this.ink = element("select", {}, ...INKS.map(([name, value]) => element("option", { value }, name)));
    const inkField = labelled("Ink", this.ink);
    inkField.hidden = !colour;
    this.side = element(
      "div",
      { class: "options" },
      labelled("Pen width", this.width),
      this.eraser.whole,
      inkField,
      this.undoButton,
      this.clearButton,
    );
  }

  update(given) {
    this.given = given;
    if (this.strokes.length && !given.data.known) this.send(); // back after a change of view
    this.refresh();
  }

  listen() {
    this.canvas.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      this.canvas.focus({ preventScroll: true });
      this.canvas.setPointerCapture(event.pointerId);
      this.begin(this.where(event));
    });
    this.canvas.addEventListener("pointermove", (event) => {
      if (!this.current || !this.canvas.hasPointerCapture(event.pointerId)) return;
      const events = event.getCoalescedEvents?.() ?? [];
      for (const one of events.length ? events : [event]) this.extend(this.where(one));
    });
    for (const name of ["pointerup", "pointercancel"]) {
      this.canvas.addEventListener(
        name,
        (event) => this.canvas.hasPointerCapture(event.pointerId) && this.end(),
      );
    }
    this.canvas.addEventListener("keydown", (event) => this.onKey(event));
    this.canvas.addEventListener("focus", () => this.paint());
    this.canvas.addEventListener("blur", () => {
      if (this.penDown) this.liftPen();
      this.paint();
    });
  }

  where(event) {
    const box = this.canvas.getBoundingClientRect();
    const border = this.canvas.clientLeft;
    const [wide, high] = [this.canvas.clientWidth, this.canvas.clientHeight];
    return [
      ((event.clientX - box.left - border) / wide) * this.paper[0],
      ((event.clientY - box.top - border) / high) * this.paper[1],
    ];
  }

  onKey(event) {
    const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const move = moves[event.key];
    if (move) {
      const reach = event.shiftKey ? 3 : LONGEST / 28; // a pixel of a digit, or finely with Shift
      this.cursor = this.cursor.map((place, axis) =>
        Math.min(this.paper[axis] - 1, Math.max(1, place + move[axis] * reach)),
      );
      if (this.penDown) this.extend([...this.cursor]);
      this.paint();
    } else if (event.key === " ") {
      if (this.penDown) this.liftPen();
      else this.setPen();
    } else if (event.key === "Delete" || event.key === "Backspace") {
      this.undo();
    } else {
      return;
    }
    event.preventDefault();
  }

  setPen() {
    this.penDown = true;
    this.begin([...this.cursor]);
    setText(this.said, "Pen down.");
  }

  liftPen() {
    this.penDown = false;
    this.end();
    setText(this.said, "Pen up.");
  }

  begin(place) {
    const eraser = this.eraser.box.checked;
    this.current = {
      width: Number(this.width.value),
      ink: eraser ? "#ffffff" : this.ink.value,
      points: [place],
    };
    this.strokes.push(this.current);
    if (this.strokes.length > MOST_STROKES) this.strokes.shift();
    this.paint();
  }

  extend(place) {
    if (this.current.points.length >= MOST_POINTS) return;
    this.current.points.push(place.map((value) => Math.round(value * 10) / 10));
    this.paint();
  }

  end() {
    this.current = null;
    this.send();
  }

  undo() {
    this.strokes.pop();
    this.current = null;
    this.penDown = false;
    setText(this.said, "The last stroke is gone.");
    this.send();
  }

  clear() {
    this.strokes.length = 0;
    this.current = null;
    setText(this.said, "The paper is empty.");
    this.send();
  }

  paint() {
    drawStrokes(this.canvas, this.strokes);
    if (this.canvas.matches(":focus-visible")) this.drawCursor();
  }

  drawCursor() {
    const [x, y] = this.cursor;
    this.pen.lineWidth = 2;
    this.pen.strokeStyle = this.penDown ? "#d62728" : "#0072b2";
    this.pen.beginPath();
    for (const [fromX, fromY, toX, toY] of [
      [-12, 0, -4, 0],
      [4, 0, 12, 0],
      [0, -12, 0, -4],
      [0, 4, 0, 12],
    ]) {
      this.pen.moveTo(x + fromX, y + fromY);
      this.pen.lineTo(x + toX, y + toY);
    }
    this.pen.stroke();
  }

  send() {
    this.paint();
    this.refresh();
    this.given.setStateValue("drawing", this.strokes.length ? this.picture() : null);
  }

  refresh() {
    for (const control of [this.undoButton, this.clearButton]) setEnabled(control, this.strokes.length > 0);
  }

  /** The drawing as PNG in base64, as large as the model wants it; halved step by step so that no stroke is lost. */
  picture() {
    let from = element("canvas", { width: this.paper[0], height: this.paper[1] });
    drawStrokes(from, this.strokes);
    while (from.width > 2 * this.size[0])
      from = scaled(from, [Math.round(from.width / 2), Math.round(from.height / 2)]);
    return scaled(from, this.size).toDataURL("image/png").split(",")[1];
  }
}

function scaled(from, [width, height]) {
  const to = element("canvas", { width, height });
  const pen = to.getContext("2d");
  pen.imageSmoothingQuality = "high";
  pen.drawImage(from, 0, 0, width, height);
  return to;
}

function drawStrokes(canvas, strokes) {
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#ffffff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.lineCap = "round";
  pen.lineJoin = "round";
  for (const { width, ink, points } of strokes) {
    pen.strokeStyle = ink;
    pen.lineWidth = width;
    pen.beginPath();
    pen.moveTo(...points[0]);
    for (const point of points) pen.lineTo(...point);
    pen.stroke();
  }
}

export default component((root, given) => new DrawingPad(root, given));
