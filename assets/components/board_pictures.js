// Draws a position of a board game on a canvas. Player 1 is a disc with a cross, player 2 a disc with a hole;
// in tic-tac-toe they are the cross and the ring that everybody knows.

import { rowThrough } from "./board_rules.js";
import { dot, line, preparedPen } from "./canvas.js";
import { element } from "./dom.js";
import { colours } from "./palette.js";

/** The colours of player 1 and player 2. */
export const playerInks = (dark) => colours(dark).slice(0, 2);

/**
 * The board as large as fits between `top` and the lower edge, in the middle, and where its cells are. Pieces
 * stand `lift` cells above the middle, where something is to be written below them.
 */
export function place({ rows, columns }, width, height, top = 0, lift = 0) {
  const edge = 3;
  const cell = Math.floor(Math.min((width - 2 * edge) / columns, (height - top - 2 * edge) / rows));
  const left = Math.floor((width - cell * columns) / 2);
  const upper = Math.floor(top + (height - top - cell * rows) / 2);
  return {
    cell,
    left,
    top: upper,
    width: cell * columns,
    height: cell * rows,
    middle: (index) => [
      left + ((index % columns) + 0.5) * cell,
      upper + (Math.floor(index / columns) + 0.5 - lift) * cell,
    ],
    lift: lift * cell,
  };
}

/** The empty board. */
export function drawGround({ pen, look }, rules, at) {
  pen.fillStyle = look.second;
  pen.strokeStyle = look.border;
  pen.lineWidth = Math.max(1, at.cell / 30);
  pen.beginPath();
  pen.roundRect(at.left, at.top, at.width, at.height, rules.drops ? at.cell / 5 : 3);
  pen.fill();
  pen.stroke();
  if (rules.drops) holes(pen, look, rules, at);
  else bars(pen, rules, at);
}

function holes(pen, look, { rows, columns }, at) {
  pen.fillStyle = look.background;
  pen.lineWidth = Math.max(0.5, at.cell / 50);
  for (let index = 0; index < rows * columns; index++) {
    pen.beginPath();
    pen.arc(...at.middle(index), 0.41 * at.cell, 0, 2 * Math.PI);
    pen.fill();
    pen.stroke();
  }
}

function bars(pen, { rows, columns }, at) {
  for (let row = 1; row < rows; row++)
    line(pen, at.left, at.top + row * at.cell, at.left + at.width, at.top + row * at.cell);
  for (let column = 1; column < columns; column++)
    line(pen, at.left + column * at.cell, at.top, at.left + column * at.cell, at.top + at.height);
}

/** One piece around a point; `size` is that of a cell. */
export function drawPiece({ pen, look, inks }, player, [x, y], size, drops) {
  pen.lineCap = "round";
  pen.fillStyle = pen.strokeStyle = inks[player - 1];
  if (drops) {
    dot(pen, x, y, 0.41 * size);
    pen.strokeStyle = pen.fillStyle = look.background;
  }
  const reach = (drops ? 0.13 : 0.22) * size;
  pen.lineWidth = (drops ? 0.07 : 0.1) * size;
  if (player === 1) {
    line(pen, x - reach, y - reach, x + reach, y + reach);
    line(pen, x - reach, y + reach, x + reach, y - reach);
  } else if (drops) {
    dot(pen, x, y, 0.17 * size);
  } else {
    pen.beginPath();
    pen.arc(x, y, 0.25 * size, 0, 2 * Math.PI);
    pen.stroke();
  }
}

/** A ring around the last move, or around the winning row; a line through three marks. */
export function drawMarks({ pen, look }, at, last, row, drops) {
  const ringed = row.length ? (drops ? row : []) : last >= 0 ? [last] : [];
  pen.strokeStyle = look.text;
  pen.lineWidth = Math.max(1.5, Math.min(row.length ? 5 : 4, at.cell / (row.length ? 12 : 18)));
  for (const cell of ringed) {
    pen.beginPath();
    if (drops) pen.arc(...at.middle(cell), 0.44 * at.cell, 0, 2 * Math.PI);
    else frame(pen, at, cell);
    pen.stroke();
  }
  if (drops || !row.length) return;
  pen.lineCap = "round";
  const [from, to] = [Math.min(...row), Math.max(...row)].map(at.middle);
  for (const [ink, width] of [[look.background, 0.12], [look.text, 0.06]]) {
    pen.strokeStyle = ink;
    pen.lineWidth = width * at.cell;
    line(pen, ...from, ...to);
  }
}

function frame(pen, at, cell) {
  const [x, y] = at.middle(cell);
  const half = 0.45 * at.cell;
  pen.roundRect(x - half, y + at.lift - half, 2 * half, 2 * half, at.cell / 12);
}

/** A whole position; pieces of cells in `leftOut` are still on their way. */
export function drawPosition(sheet, rules, at, { cells, last = -1, row = [] }, leftOut = []) {
  drawGround(sheet, rules, at);
  cells.forEach((player, index) => {
    if (player && !leftOut.includes(index)) drawPiece(sheet, player, at.middle(index), at.cell, rules.drops);
  });
  drawMarks(sheet, at, leftOut.includes(last) ? -1 : last, leftOut.length ? [] : row, rules.drops);
}

/** A frame of a recorded game: all cells, the last move or -1, the winner. */
export function drawFrame({ pen, look, width, height, frame, scene: { rules } }) {
  const count = rules.rows * rules.columns;
  const [cells, action] = [frame.slice(0, count), frame[count]];
  const dropped = cells.findIndex((player, cell) => player && cell % rules.columns === action);
  const last = action < 0 ? -1 : rules.drops ? dropped : action;
  const row = last < 0 ? [] : rowThrough(rules, cells, last);
  const sheet = { pen, look, inks: playerInks(look.dark) };
  drawPosition(sheet, rules, place(rules, width, height), { cells, last, row });
}

/** Each player's piece with a name beside it. */
export function drawLegend(host, rules, names) {
  if (host.children.length !== names.length)
    host.replaceChildren(
      ...names.map(() => element("span", { class: "key" }, element("canvas", { "aria-hidden": "true" }), element("span"))),
    );
  names.forEach((name, index) => {
    const [canvas, word] = host.children[index].children;
    if (word.textContent !== name) word.textContent = name;
    const sheet = preparedPen(canvas);
    if (!sheet) return;
    drawPiece(sheet, index + 1, [sheet.width / 2, sheet.height / 2], 1.15 * sheet.width, rules.drops);
  });
}

/** A position by itself on a small canvas. */
export function drawSmall(canvas, rules, board) {
  const sheet = preparedPen(canvas);
  if (sheet) drawPosition(sheet, rules, place(rules, sheet.width, sheet.height), board);
}
