// Draws a track and the cars on it, seen from above: for drives in the browser, live samples and recorded drives.

import { ANGLES, REACH } from "./driving_rules.js";

const CAR = [4.2, 1.9]; // metres: length and width
const GROUND = {
  light: { grass: "#e3ecd9", road: "#f6f6f4", edge: "#5d6b78", mark: "#4a4a4a", wheel: "#2a2f35" },
  dark: { grass: "#1a251d", road: "#363c46", edge: "#9aa7b4", mark: "#0b0d10", wheel: "#0b0d10" },
};
export const tones = (look) => GROUND[look.dark ? "dark" : "light"];

/** Where the metres of a map lie on a canvas: all of the track, or the surroundings of a place; y points up. */
export function viewOf(track, width, height, place = null) {
  const margin = track.width + 2;
  const [left, right] = bounds(track.centre, 0, margin);
  const [bottom, top] = bounds(track.centre, 1, margin);
  const fitting = Math.min(width / (right - left), height / (top - bottom));
  const scale = place ? Math.max(fitting, Math.min(width, height) / 34) : fitting;
  const [x, y] = place ? [place.x, place.y] : [(left + right) / 2, (bottom + top) / 2];
  return { scale, left: width / 2 - x * scale, top: height / 2 + y * scale };
}

function bounds(points, axis, margin) {
  const values = points.map((point) => point[axis]);
  return [Math.min(...values) - margin, Math.max(...values) + margin];
}

/** Let the pen draw in metres. */
export function inMetres(pen, { scale, left, top }, paint) {
  pen.save();
  pen.translate(left, top);
  pen.scale(scale, -scale);
  paint();
  pen.restore();
}

const shapes = new WeakMap();

function pathOf(centre) {
  if (!shapes.has(centre)) {
    const path = new Path2D();
    centre.forEach(([x, y]) => path.lineTo(x, y));
    path.closePath();
    shapes.set(centre, path);
  }
  return shapes.get(centre);
}

/** Grass, road, its edges and the line where drives begin; fills `width` by `height`. */
export function paintTrack(pen, look, track, view, width, height) {
  const tone = tones(look);
  pen.fillStyle = tone.grass;
  pen.fillRect(0, 0, width, height);
  inMetres(pen, view, () => {
    const path = pathOf(track.centre);
    pen.lineJoin = "round";
    const stroke = (colour, wide) => {
      pen.strokeStyle = colour;
      pen.lineWidth = wide;
      pen.stroke(path);
    };
    stroke(tone.edge, 2 * track.width + 3 / view.scale);
    stroke(tone.road, 2 * track.width);
    pen.setLineDash([1.5, 2.5]);
    stroke(tone.edge, 1.2 / view.scale);
    pen.setLineDash([]);
    startLine(pen, look, track);
  });
}

function startLine(pen, look, { centre, width }) {
  const [[x, y], [nextX, nextY]] = centre;
  pen.save();
  pen.translate(x, y);
  pen.rotate(Math.atan2(nextY - y, nextX - x));
  const size = (2 * width) / 8;
  for (let row = 0; row < 8; row++)
    for (let column = 0; column < 2; column++) {
      pen.fillStyle = (row + column) % 2 ? look.text : look.background;
      pen.fillRect((column - 1) * size, -width + row * size, size, size);
    }
  pen.restore();
}

/** What a driver is drawn in: another colour and another shape for each. */
export function inkOf(kind, look, inks) {
  return kind === "own" ? look.text : inks[[0, 1, 3][kind % 3]];
}

/** A car at `x`, `y` in metres; `faded` ones are over. */
export function paintCar(pen, look, ink, car, kind, view, faded = false) {
  pen.save();
  pen.translate(car.x, car.y);
  pen.rotate(car.heading);
  const least = 24 / view.scale / CAR[0]; // on a small map a car is drawn larger than it is
  pen.scale(Math.max(1, least), Math.max(1, least));
  pen.globalAlpha = faded ? 0.45 : 1;
  wheels(pen, look, car.steering ?? 0);
  pen.fillStyle = ink;
  pen.strokeStyle = look.background;
  pen.lineWidth = 0.25;
  body(pen, kind);
  pen.fill();
  pen.stroke();
  pen.fillStyle = look.background;
  if (kind === "own") pen.fillRect(-1.6, -0.2, 2.9, 0.4);
  else pen.fillRect(0.15, -0.6, 0.6, 1.2);
  pen.restore();
}

function wheels(pen, look, steering) {
  pen.fillStyle = tones(look).wheel;
  for (const [x, y] of [[1.35, 0.95], [1.35, -0.95], [-1.35, 0.95], [-1.35, -0.95]]) {
    pen.save();
    pen.translate(x, y);
    if (x > 0) pen.rotate(steering);
    pen.fillRect(-0.45, -0.22, 0.9, 0.44);
    pen.restore();
  }
}

/** A box, a wedge, an oval; the visitor's is a box with a stripe. */
function body(pen, kind) {
  const [long, wide] = [CAR[0] / 2, CAR[1] / 2];
  pen.beginPath();
  if (kind === "own" || kind % 3 === 0) pen.roundRect(-long, -wide, 2 * long, 2 * wide, 0.5);
  else if (kind % 3 === 1) {
    [[long, 0.25], [-long, 1.3 * wide], [-long, -1.3 * wide], [long, -0.25]].forEach(([x, y]) => pen.lineTo(x, y));
    pen.closePath();
  } else pen.ellipse(0, 0, long, wide, 0, 0, 2 * Math.PI);
}

/** Dark lines where the tyres slid: states, with null where a line ends. */
export function paintTrail(pen, look, trail) {
  pen.strokeStyle = tones(look).mark;
  pen.globalAlpha = 0.55;
  pen.lineWidth = 0.3;
  for (const side of [-0.75, 0.75]) {
    pen.beginPath();
    let drawn = false;
    for (const car of trail) {
      if (car) {
        const [x, y] = [car.x - 1.3 * Math.cos(car.heading), car.y - 1.3 * Math.sin(car.heading)];
        const wheel = [x - side * Math.sin(car.heading), y + side * Math.cos(car.heading)];
        if (drawn) pen.lineTo(...wheel);
        else pen.moveTo(...wheel);
      }
      drawn = Boolean(car);
    }
    pen.stroke();
  }
  pen.globalAlpha = 1;
}

/** Crosses where drives have ended. */
export function paintCrosses(pen, ink, places, view) {
  const size = Math.max(0.8, 5 / view.scale);
  pen.strokeStyle = ink;
  pen.lineWidth = Math.max(0.35, 2 / view.scale);
  pen.beginPath();
  for (const { x, y } of places) {
    pen.moveTo(x - size, y - size);
    pen.lineTo(x + size, y + size);
    pen.moveTo(x - size, y + size);
    pen.lineTo(x + size, y - size);
  }
  pen.stroke();
}

/** The free distances that a car feels, as rays that end in dots. */
export function paintRays(pen, ink, car, shares, view) {
  pen.strokeStyle = pen.fillStyle = ink;
  pen.lineWidth = 1.4 / view.scale;
  shares.forEach((share, ray) => {
    const [x, y] = [Math.cos(car.heading + ANGLES[ray]), Math.sin(car.heading + ANGLES[ray])];
    const [endX, endY] = [car.x + x * REACH * share, car.y + y * REACH * share];
    pen.beginPath();
    pen.moveTo(car.x, car.y);
    pen.lineTo(endX, endY);
    pen.stroke();
    pen.beginPath();
    pen.arc(endX, endY, 3 / view.scale, 0, 2 * Math.PI);
    pen.fill();
  });
}

/**
 * One moment of a recorded drive: frames are [x, y, heading, speed, steering, crashed, laps]; `scene.others` are
 * such lists of frames too, of cars that drove at the same time.
 */
export function driving({ pen, look, inks, width, height, scene, moment }) {
  const { place, frames } = moment;
  const view = viewOf(scene.track, width, height);
  paintTrack(pen, look, scene.track, view, width, height);
  const all = [frames, ...(scene.others ?? [])];
  inMetres(pen, view, () => {
    all.forEach((rows, kind) => path(pen, inkOf(kind, look, inks), rows, place, view));
    all.forEach((rows, kind) => {
      const car = carAt(rows, place);
      if (car.crashed) paintCrosses(pen, look.text, [car], view);
      paintCar(pen, look, inkOf(kind, look, inks), car, kind, view, Boolean(car.crashed));
    });
  });
}

/** A frame of a recorded drive in words. */
export function inWords([, , , speed, , crashed, laps]) {
  return crashed ? `off the road after ${laps.toFixed(2)} laps` : `${laps.toFixed(2)} laps, ${speed.toFixed(1)} m/s`;
}

/** The way that a car has come, thin. */
function path(pen, ink, rows, place, view) {
  pen.strokeStyle = ink;
  pen.globalAlpha = 0.6;
  pen.lineWidth = 2 / view.scale;
  pen.beginPath();
  for (const [x, y] of rows.slice(0, Math.floor(place) + 1)) pen.lineTo(x, y);
  pen.stroke();
  pen.globalAlpha = 1;
}

/** The car of a recording at a moment, which may lie between two frames. */
function carAt(rows, place) {
  const last = rows.length - 1;
  const [before, after] = [rows[Math.min(Math.floor(place), last)], rows[Math.min(Math.ceil(place), last)]];
  const share = place - Math.floor(place);
  const [x, y, heading, , steering] = before.map((value, index) => value + (after[index] - value) * share);
  return { x, y, heading, steering, crashed: after[5] };
}
