// What goes into a driver's network and what comes out of it, at the last step.

import { preparedPen } from "./canvas.js";
import { element, setText } from "./dom.js";
import { COLUMNS, REACH, ROWS } from "./driving_rules.js";

const WAYS = ["left", "straight", "right"];
const PEDALS = ["accelerate", "roll", "brake"];
const WORDS_EVERY = 10; // steps: a screen reader that asks gets news, but is not flooded

export class Thought {
  constructor() {
    this.picture = element("canvas", { class: "drive-sight", role: "img", "aria-label": "What it sees" });
    this.shares = Array.from({ length: 9 }, () => element("span", { class: "drive-share" }));
    const head = element("tr", {}, element("td"), ...WAYS.map((way) => element("th", { scope: "col" }, way)));
    // Actions are numbered from brake to accelerate, and from right to left.
    const rows = PEDALS.map((pedal, row) => {
      const cells = WAYS.map((_, way) => element("td", {}, this.shares[3 * (2 - row) + 2 - way]));
      return element("tr", {}, element("th", { scope: "row" }, pedal), ...cells);
    });
    this.table = element("table", { class: "drive-actions" }, element("caption", {}, "What it chooses"), head, ...rows);
    this.sight = element("figcaption");
    const seen = element("figure", {}, this.sight, this.picture);
    this.whole = element("div", { class: "drive-thought" }, seen, this.table);
  }

  draw(car, clock) {
    const { choice, policy } = car;
    const camera = policy.eyes === "camera";
    setText(this.sight, camera ? "Its picture of the road ahead" : `Free road each way, up to ${REACH} m`);
    const prepared = preparedPen(this.picture);
    if (!choice) return this.shares.forEach((one) => setText(one, ""));
    if (prepared && camera) drawCamera(prepared, choice.inputs);
    else if (prepared) drawDistances(prepared, choice.inputs.slice(0, -3));
    choice.probabilities.forEach((share, action) => {
      const cell = this.shares[action];
      cell.style.setProperty("--share", share);
      cell.classList.toggle("chosen", action === choice.action);
      setText(cell, `${Math.round(100 * share)} %`);
    });
    if (clock % WORDS_EVERY === 1) this.picture.setAttribute("aria-label", camera ? "Road ahead" : inWords(choice.inputs));
  }
}

function inWords(inputs) {
  const [right, ahead, left] = [0, 3, 6].map((ray) => (REACH * inputs[ray]).toFixed(0));
  return `Free road: ${left} m to the left, ${ahead} m ahead, ${right} m to the right`;
}

/** Bars from left to right, as high as the road is free. */
function drawDistances({ pen, look, inks, width, height }, shares) {
  const wide = width / shares.length;
  pen.strokeStyle = look.border;
  [...shares].reverse().forEach((share, place) => {
    pen.strokeRect(place * wide + 2, 0.5, wide - 4, height - 1);
    pen.fillStyle = inks[0];
    pen.fillRect(place * wide + 2, height * (1 - share), wide - 4, height * share);
  });
}

function drawCamera({ pen, width, height }, inputs) {
  const [wide, high] = [width / COLUMNS, height / ROWS];
  for (let row = 0; row < ROWS; row++)
    for (let column = 0; column < COLUMNS; column++) {
      const light = Math.round(255 * Math.min(1, Math.max(0, inputs[row * COLUMNS + column])));
      pen.fillStyle = `rgb(${light} ${light} ${light})`;
      pen.fillRect(Math.floor(column * wide), Math.floor(row * high), Math.ceil(wide), Math.ceil(high));
    }
}
