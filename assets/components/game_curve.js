// The value after each move as a small curve, and a slider below it that goes back to any moment of the game.

import { preparedPen } from "./canvas.js";
import { element, theme } from "./dom.js";

const EDGE = 8; // pixels: half the thumb of the slider, so that it stands under the curve's point

export class GameCurve {
  /** `look` is told the number of moves after which the visitor wants to see the game. */
  constructor(look) {
    this.canvas = element("canvas", { class: "play-curve", "aria-hidden": "true" });
    this.slider = element("input", { type: "range", min: 0, max: 0, value: 0, "aria-label": "Move of the game" });
    this.slider.addEventListener("input", () => look(Number(this.slider.value)));
    const drag = (event) => {
      const box = this.canvas.getBoundingClientRect();
      const share = (event.clientX - box.left - EDGE) / (box.width - 2 * EDGE);
      look(Math.max(0, Math.min(this.shown.total, Math.round(share * this.shown.total))));
    };
    this.canvas.addEventListener("pointerdown", (event) => {
      this.canvas.setPointerCapture(event.pointerId);
      drag(event);
    });
    this.canvas.addEventListener("pointermove", (event) => event.buttons && drag(event));
    this.whole = element("div", { class: "play-history" }, this.canvas, this.slider);
    this.watcher = new ResizeObserver(() => this.draw());
    this.watcher.observe(this.canvas);
  }

  /** {points: [[moves, value]], total, at (moves), above, below, words}; `above` and `below` name who wins there. */
  show(shown) {
    this.shown = shown;
    this.whole.hidden = !shown.total;
    this.canvas.hidden = !shown.points.length;
    this.slider.max = shown.total;
    this.slider.value = shown.at;
    this.slider.setAttribute("aria-valuetext", shown.words);
    this.draw();
  }

  draw() {
    const sheet = this.shown && !this.canvas.hidden && preparedPen(this.canvas);
    if (!sheet) return;
    const { pen, look, width, height } = sheet;
    const { points, total, at } = this.shown;
    const x = (moves) => EDGE + (moves / Math.max(1, total)) * (width - 2 * EDGE);
    const y = (value) => height / 2 - value * (height / 2 - EDGE / 2);
    this.drawGround(sheet, x, y);
    pen.strokeStyle = pen.fillStyle = theme(this.canvas).text;
    pen.lineWidth = 2;
    pen.beginPath();
    for (const [moves, value] of points) pen.lineTo(x(moves), y(value));
    pen.stroke();
    for (const [moves, value] of points) {
      pen.beginPath();
      pen.arc(x(moves), y(value), moves === at ? 5 : 2, 0, 2 * Math.PI);
      pen.fill();
    }
    pen.strokeStyle = look.border;
    pen.lineWidth = 1;
    pen.beginPath();
    pen.moveTo(x(at), 0);
    pen.lineTo(x(at), height);
    pen.stroke();
  }

  drawGround({ pen, look, inks, width, height }, x, y) {
    pen.strokeStyle = look.border;
    pen.strokeRect(0.5, 0.5, width - 1, height - 1);
    pen.setLineDash([4, 4]);
    pen.beginPath();
    pen.moveTo(0, y(0));
    pen.lineTo(width, y(0));
    pen.stroke();
    pen.setLineDash([]);
    pen.fillStyle = look.text;
    pen.font = `${0.72 * look.size}px ${look.font}`;
    pen.textAlign = "left";
    pen.textBaseline = "top";
    pen.fillText(this.shown.above, EDGE, 4);
    pen.textBaseline = "bottom";
    pen.fillText(this.shown.below, EDGE, height - 3);
  }

  close() {
    this.watcher.disconnect();
  }
}
