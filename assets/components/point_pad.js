// A plane on which the visitor puts points: by click, tap or keyboard, one class after another.

import { button, component, element, setEnabled, setText, theme, throttled } from "./dom.js";
import { remembered } from "./memory.js";
import { drawPlane, swatch } from "./plane.js";

const MOST = 500;
const SEND_EVERY = 300; // milliseconds

class PointPad {
  constructor(root, { data }) {
    this.kept = remembered(`points ${data.key}`, () => ({
      points: data.points,
      given: JSON.stringify(data.points),
      sent: [],
    }));
    this.group = 0;
    this.cursor = [(data.extent[0] + data.extent[1]) / 2, (data.extent[2] + data.extent[3]) / 2];
    this.canvas = element("canvas", {
      class: "plane pad-plane",
      tabindex: 0,
      role: "application",
      "aria-label":
        "Plane for points. Arrow keys move the cross, Space puts a point, Delete takes back the last one.",
    });
    this.canvas.style.setProperty("--height", data.height);
    this.chooser = element("div", {
      class: "controls",
      role: "group",
      "aria-label": "Class of the next point",
    });
    this.undoButton = button("Undo", () => this.change(this.kept.points.slice(0, -1)));
    this.clearButton = button("Clear", () => this.change([]));
    this.count = element("span", { "aria-live": "polite" });
    const row = element(
      "div",
      { class: "options" },
      this.chooser,
      this.undoButton,
      this.clearButton,
      this.count,
    );
    root.append(
      element("section", { class: "point-pad", "aria-label": "Put points into the plane" }, this.canvas, row),
    );
    this.send = throttled(() => this.sendNow(), SEND_EVERY);
    this.listen();
    this.watcher = new ResizeObserver(() => this.draw());
    this.watcher.observe(this.canvas);
  }

  update(given) {
    this.given = given;
    const { data } = given;
    const points = JSON.stringify(data.points);
    if (points !== this.kept.given) {
      // Other points than before: an example was chosen. An echo of what was sent from here changes nothing.
      this.kept.given = points;
      if (!this.kept.sent.some((sent) => alike(sent, data.points, data.extent)))
        this.kept.points = data.points;
    }
    if (
      !data.known &&
      this.kept.points.length &&
      JSON.stringify(this.kept.points) !== JSON.stringify(data.points)
    )
      this.send();
    this.data = data;
    this.showPicture(data.picture);
    this.chooseClasses(data.classes);
    this.draw();
  }

  showPicture(address) {
    if ((this.picture?.address ?? null) === (address ?? null)) return;
    this.picture = address ? { address, image: new Image(), ready: false } : null;
    if (!this.picture) return;
    const shown = this.picture;
    shown.image.onload = () => {
      shown.ready = true;
      this.draw();
    };
    shown.image.src = address;
  }

  chooseClasses(classes) {
    const look = theme(this.canvas);
    this.chooser.hidden = classes.length < 2;
    this.chooser.replaceChildren(
      ...classes.map((name, group) => {
        const choice = button("", () => this.choose(group), { "aria-pressed": String(group === this.group) });
        choice.append(swatch(group, false, look), ` ${name}`);
        return choice;
      }),
    );
  }

  choose(group) {
    this.group = group;
    [...this.chooser.children].forEach((choice, index) =>
      choice.setAttribute("aria-pressed", String(index === group)),
    );
  }

  listen() {
    this.canvas.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || !this.frame) return;
      const box = this.canvas.getBoundingClientRect();
      this.put(this.frame.data(event.clientX - box.left, event.clientY - box.top));
    });
    this.canvas.addEventListener("keydown", (event) => this.onKey(event));
    for (const name of ["focus", "blur"]) this.canvas.addEventListener(name, () => this.draw());
  }

  onKey(event) {
    const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    const [left, right, bottom, top] = this.data.extent;
    const move = moves[event.key];
    if (move) {
      const part = event.shiftKey ? 100 : 25;
      this.cursor = [
        Math.min(right, Math.max(left, this.cursor[0] + (move[0] * (right - left)) / part)),
        Math.min(top, Math.max(bottom, this.cursor[1] + (move[1] * (top - bottom)) / part)),
      ];
      this.draw();
    } else if (event.key === " " || event.key === "Enter") {
      this.put(this.cursor);
    } else if (event.key === "Delete" || event.key === "Backspace") {
      this.change(this.kept.points.slice(0, -1));
    } else {
      return;
    }
    event.preventDefault();
  }

  put([x, y]) {
    const [left, right, bottom, top] = this.data.extent;
    if (x < left || x > right || y < bottom || y > top || this.kept.points.length >= MOST) return;
    this.change([...this.kept.points, [Number(x.toPrecision(5)), Number(y.toPrecision(5)), this.group]]);
  }

  sendNow() {
    this.kept.sent = [...this.kept.sent.slice(-20), this.kept.points];
    this.given.setStateValue("points", this.kept.points);
  }

  change(points) {
    this.kept.points = points;
    this.draw();
    this.send();
  }

  draw() {
    if (!this.data) return;
    const { classes, extent, surface } = this.data;
    const groups = (classes.length ? classes : [""]).map((label, group) => ({
      xy: this.kept.points.filter((point) => (point[2] ?? 0) === group).map(([x, y]) => [x, y]),
      group,
      label,
      arrows: null,
    }));
    this.frame = drawPlane(this.canvas, {
      extent,
      points: groups,
      lines: [],
      surface: surface?.surface ?? null,
      picture: this.picture?.ready ? this.picture.image : null,
    });
    if (this.frame && this.canvas.matches(":focus-visible")) this.drawCursor();
    const full = this.kept.points.length >= MOST ? ", no more fit" : "";
    setText(
      this.count,
      `${this.kept.points.length} ${this.kept.points.length === 1 ? "point" : "points"}${full}`,
    );
    for (const control of [this.undoButton, this.clearButton])
      setEnabled(control, this.kept.points.length > 0);
  }

  drawCursor() {
    const pen = this.canvas.getContext("2d");
    const [x, y] = [this.frame.x(this.cursor[0]), this.frame.y(this.cursor[1])];
    for (const [colour, width] of [
      ["#ffffff", 5],
      ["#000000", 2],
    ]) {
      pen.strokeStyle = colour;
      pen.lineWidth = width;
      pen.beginPath();
      pen.moveTo(x - 10, y);
      pen.lineTo(x + 10, y);
      pen.moveTo(x, y - 10);
      pen.lineTo(x, y + 10);
      pen.stroke();
    }
  }

  close() {
    this.watcher.disconnect();
  }
}

/** Whether two lists hold the same points, but for rounding. */
function alike(some, others, [left, right, bottom, top]) {
  const near = (one, other, span) => Math.abs(one - other) < span / 2000;
  return (
    some.length === others.length &&
    some.every(
      ([x, y, group], index) =>
        near(x, others[index][0], right - left) &&
        near(y, others[index][1], top - bottom) &&
        group === (others[index][2] ?? 0),
    )
  );
}

export default component((root, given) => new PointPad(root, given));
