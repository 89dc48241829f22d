// Draws one moment of a game on a canvas, to scale and in the colours of the theme.

import { drawFrame } from "./board_pictures.js";
import { dot, line, preparedPen } from "./canvas.js";
import { driving, inWords } from "./driving_pictures.js";
import { columns } from "./game_rules.js";

const CELLS = 10;

/**
 * Draw a frame (a row of numbers) of `game` so that it fills the canvas. Games that show the way to this moment
 * get all frames too, and the place of this one among them, which may lie between two.
 */
export function drawGame(canvas, game, frame, scene, moment = { place: 0, frames: [frame] }) {
  const prepared = preparedPen(canvas);
  if (prepared && frame) PICTURES[game]?.({ ...prepared, frame, scene, moment });
}

function cartpole({ pen, look, inks, width, height, frame }) {
  const [place, , angle] = frame;
  const scale = Math.min(width / 5.4, height / 2.2);
  const ground = height / 2 + 0.75 * scale;
  const x = (metres) => width / 2 + metres * scale;
  pen.strokeStyle = look.border;
  pen.lineWidth = 2;
  line(pen, x(-2.4), ground, x(2.4), ground);
  for (const edge of [-2.4, 2.4]) line(pen, x(edge), ground - 8, x(edge), ground + 8);
  pen.fillStyle = inks[0];
  rounded(pen, x(place - 0.25), ground - 0.24 * scale, 0.5 * scale, 0.24 * scale, 4);
  pen.strokeStyle = inks[1];
  pen.lineCap = "round";
  pen.lineWidth = Math.max(5, 0.07 * scale);
  const top = ground - 0.24 * scale;
  const tip = [x(place) + Math.sin(angle) * 1.2 * scale, top - Math.cos(angle) * 1.2 * scale];
  line(pen, x(place), top, ...tip);
  pen.fillStyle = look.text;
  dot(pen, x(place), top, Math.max(3, 0.03 * scale));
}

/** The square of ten by ten cells in the middle of the canvas, its frame drawn. */
function board({ pen, look, width, height }) {
  const cell = Math.floor((Math.min(width, height) - 4) / CELLS);
  const [left, top] = [(width - cell * CELLS) / 2, (height - cell * CELLS) / 2];
  pen.fillStyle = look.second;
  pen.fillRect(left, top, cell * CELLS, cell * CELLS);
  pen.strokeStyle = look.border;
  pen.lineWidth = 1.5;
  pen.strokeRect(left, top, cell * CELLS, cell * CELLS);
  return { cell, x: (column) => left + column * cell, y: (row) => top + row * cell };
}

function freeway(given) {
  const { pen, look, inks, frame } = given;
  const { cell, x, y } = board(given);
  pen.strokeStyle = look.border;
  pen.lineWidth = 1;
  pen.setLineDash([cell / 4, cell / 4]);
  for (let lane = 1; lane <= 9; lane++) line(pen, x(0), y(lane), x(CELLS), y(lane));
  pen.setLineDash([]);
  for (let lane = 0; lane < 8; lane++) {
    const [column, speed] = [frame[1 + lane], frame[17 + lane]];
    pen.fillStyle = inks[0];
    rounded(pen, x(column) + 1, y(lane + 1) + 0.2 * cell, cell - 2, 0.6 * cell, 0.15 * cell);
    pen.fillStyle = look.background;
    arrow(pen, x(column + 0.5), y(lane + 1.5), Math.sign(speed) * 0.2 * cell);
  }
  pen.fillStyle = inks[1];
  dot(pen, x(4.5), y(frame[0] + 0.5), 0.36 * cell);
  pen.fillStyle = look.text;
  arrow(pen, x(4.5), y(frame[0] + 0.38), 0.14 * cell, true);
}

function breakout(given) {
  const { pen, look, inks, frame } = given;
  const { cell, x, y } = board(given);
  const [paddle, column, row, , lastColumn, lastRow] = frame;
  for (let line = 0; line < 3; line++)
    for (let place = 0; place < CELLS; place++) {
      if (!((frame[7 + line] >> place) & 1)) continue;
      pen.fillStyle = inks[line === 1 ? 0 : 3];
      pen.fillRect(x(place) + 1, y(line + 1) + 1, cell - 2, cell - 2);
    }
  pen.fillStyle = look.text;
  rounded(pen, x(paddle), y(9) + 0.1 * cell, cell, 0.5 * cell, 0.2 * cell);
  pen.globalAlpha = 0.35;
  pen.fillStyle = inks[1];
  dot(pen, x(lastColumn + 0.5), y(lastRow + 0.5), 0.2 * cell);
  pen.globalAlpha = 1;
  dot(pen, x(column + 0.5), y(row + 0.5), 0.34 * cell);
}

function collect(given) {
  const { pen, look, inks, frame, scene } = given;
  const { cell, x, y } = board(given);
  const { fruits, guards, guardsFrom, waysFrom } = columns(scene);
  const middle = (number) => [x((number % CELLS) + 0.5), y(Math.floor(number / CELLS) + 0.5)];
  pen.fillStyle = look.border;
  for (const wall of scene.walls) pen.fillRect(x(wall % CELLS), y(Math.floor(wall / CELLS)), cell, cell);
  pen.fillStyle = look.border;
  for (const place of scene.places) dot(pen, ...middle(place), 0.07 * cell);
  for (let fruit = 1; fruit <= fruits; fruit++) {
    const [left, top] = middle(frame[fruit]);
    pen.fillStyle = inks[1];
    dot(pen, left, top + 0.05 * cell, 0.26 * cell);
    pen.strokeStyle = look.text;
    pen.lineWidth = 2;
    line(pen, left, top - 0.2 * cell, left + 0.1 * cell, top - 0.38 * cell);
  }
  for (let guard = 0; guard < guards; guard++) {
    const [left, top] = middle(frame[guardsFrom + guard]);
    pen.fillStyle = look.text;
    rounded(pen, left - 0.36 * cell, top - 0.36 * cell, 0.72 * cell, 0.72 * cell, 0.1 * cell);
    pen.fillStyle = look.background;
    arrow(pen, left, top, frame[waysFrom + guard] * 0.24 * cell);
  }
  const [left, top] = middle(frame[0]);
  pen.fillStyle = inks[0];
  dot(pen, left, top, 0.38 * cell);
  pen.fillStyle = look.background;
  for (const side of [-0.13, 0.13]) dot(pen, left + side * cell, top - 0.06 * cell, 0.07 * cell);
}

const BOARDS = { tic_tac_toe: drawFrame, small_connect_four: drawFrame, connect_four: drawFrame };
const PICTURES = { cartpole, freeway, breakout, collect, driving, ...BOARDS };
export const WORDS = { driving: inWords }; // of games that say more of a frame than its number
export const SMOOTH = ["driving"]; // games of which also what lies between two frames is drawn

function rounded(pen, ...box) {
  pen.beginPath();
  pen.roundRect(...box);
  pen.fill();
}

/** A filled triangle that points right (left if `size` is negative), or up. */
function arrow(pen, x, y, size, up = false) {
  pen.beginPath();
  const corners = up
    ? [[0, -size], [-size, size], [size, size]]
    : [[size, 0], [-size, -Math.abs(size)], [-size, Math.abs(size)]];
  corners.forEach(([right, down]) => pen.lineTo(x + right, y + down));
  pen.fill();
}
