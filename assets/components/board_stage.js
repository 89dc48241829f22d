// The board that is looked at and played on: a canvas, and over it a button for every move, so that mouse, touch,
// keyboard and screen reader all press the same thing.

import { drawPiece, drawPosition, place } from "./board_pictures.js";
import { actionsOf, landing, moveWords } from "./board_rules.js";
import { drawThought } from "./board_thoughts.js";
import { preparedPen } from "./canvas.js";
import { calm, element } from "./dom.js";

const FALL = 35; // milliseconds a row
const GROW = 140; // milliseconds in which a mark appears

export class BoardStage {
  /** `press` is told the move whose button was pressed. */
  constructor(press) {
    this.press = press;
    this.canvas = element("canvas", { class: "play-canvas", role: "img" });
    this.squares = element("div", { class: "squares", role: "group", "aria-label": "Choose your move" });
    this.whole = element("div", { class: "play-stage" }, this.canvas, this.squares);
    this.flying = new Map(); // cell -> when its piece was let go
    this.aimed = null;
    this.watcher = new ResizeObserver(() => this.draw());
    this.watcher.observe(this.canvas);
  }

  /** What to show: {rules, board, thought, hint, player (whose ghost is shown, or 0), room, label, owners}. */
  show(shown) {
    const former = this.shown?.rules;
    this.shown = shown;
    if (former?.name !== shown.rules.name) this.build(shown.rules);
    this.canvas.setAttribute("aria-label", shown.label);
    this.squares.hidden = !shown.playable;
    this.whole.style.setProperty("--room", shown.room && shown.rules.drops ? 1 : 0);
    this.name();
    this.draw();
  }

  build(rules) {
    const buttons = Array.from({ length: actionsOf(rules) }, (_, action) => {
      const one = element("button", { type: "button", class: "square", tabindex: action ? -1 : 0 });
      one.addEventListener("click", () => this.press(action));
      // A finger hides what it points at, and leaves: no ghost for it.
      one.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && this.aim(action));
      one.addEventListener("focus", () => one.matches(":focus-visible") && this.aim(action));
      for (const name of ["pointerleave", "blur"]) one.addEventListener(name, () => this.aim(null));
      one.addEventListener("keydown", (event) => this.onKey(event, action));
      return one;
    });
    this.squares.replaceChildren(...buttons);
    this.flying.clear();
  }

  aim(action) {
    this.aimed = action;
    this.draw();
  }

  onKey(event, action) {
    const { rows, columns, drops } = this.shown.rules;
    // A key that is held down plays once.
    if (event.repeat && (event.key === "Enter" || event.key === " ")) return event.preventDefault();
    const [row, column] = [Math.floor(action / columns), action % columns];
    const ways = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
    if (!(event.key in ways)) return undefined;
    event.preventDefault();
    const [down, right] = ways[event.key];
    const [y, x] = [row + (drops ? 0 : down), column + right];
    if (x >= 0 && x < columns && y >= 0 && y < rows) this.focus(y * columns + x);
    return undefined;
  }

  /** Only one of the buttons is a stop of the Tab key; arrow keys go on from it. */
  focus(action) {
    [...this.squares.children].forEach((one, index) => one.setAttribute("tabindex", index === action ? 0 : -1));
    this.squares.children[action].focus({ preventScroll: true });
  }

  /** What stands in each column or cell, for those who do not see it. */
  name() {
    const { rules, board, owners } = this.shown;
    const { rows, columns, drops } = rules;
    [...this.squares.children].forEach((one, action) => {
      const name = moveWords(rules, action);
      const cells = drops ? Array.from({ length: rows }, (_, row) => (rows - 1 - row) * columns + action) : [action];
      const pieces = cells.map((cell) => board.cells[cell]).filter(Boolean).map((player) => owners[player - 1]);
      const full = landing(rules, board.cells, action) < 0;
      const state = !pieces.length ? "empty" : drops ? `from the bottom: ${pieces.join(", ")}` : pieces[0];
      one.setAttribute("aria-label", `${name[0].toUpperCase()}${name.slice(1)}, ${state}${drops && full ? ", full" : ""}`);
      one.setAttribute("aria-disabled", String(full || board.winner !== 0));
    });
  }

  /** Let the pieces of these cells come in, instead of standing there at once. */
  fly(cells) {
    if (calm()) return;
    const now = performance.now();
    for (const cell of cells) this.flying.set(cell, now);
    this.animate();
  }

  animate() {
    cancelAnimationFrame(this.request);
    const busy = this.flying.size > 0; // once more after the last one has landed: its mark is still missing
    this.draw();
    if (busy) this.request = requestAnimationFrame(() => this.animate());
  }

  draw() {
    const sheet = this.shown && preparedPen(this.canvas);
    if (!sheet) return;
    const { rules, board, thought, hint, player, room } = this.shown;
    const top = room && rules.drops ? 3.6 * sheet.look.size : 0;
    const at = place(rules, sheet.width, sheet.height, top, room && !rules.drops ? 0.09 : 0);
    drawPosition(sheet, rules, at, board, [...this.flying.keys()]);
    this.drawFlying(sheet, at);
    if (player) this.drawGhosts(sheet, at, player, hint);
    if (thought) drawThought(sheet, rules, at, thought);
    this.putSquares(at, top);
  }

  drawFlying(sheet, at) {
    const { rules, board } = this.shown;
    for (const [cell, start] of [...this.flying]) {
      const passed = performance.now() - start;
      const fallen = Math.floor(cell / rules.columns) + 1;
      const part = Math.min(1, passed / (rules.drops ? FALL * fallen + 40 : GROW));
      if (part === 1 || !board.cells[cell]) this.flying.delete(cell);
      if (!board.cells[cell]) continue;
      const [x, y] = at.middle(cell);
      const up = rules.drops ? (1 - part * part) * fallen * at.cell : 0;
      drawPiece(sheet, board.cells[cell], [x, y - up], rules.drops ? at.cell : at.cell * part, rules.drops);
    }
  }

  /** Where the piece would land over which the pointer or the focus stands; a dashed ring around a hint. */
  drawGhosts(sheet, at, player, hint) {
    const { rules, board } = this.shown;
    const { pen, look } = sheet;
    const aimed = this.aimed === null ? -1 : landing(rules, board.cells, this.aimed);
    if (aimed >= 0) {
      pen.globalAlpha = 0.4;
      drawPiece(sheet, player, at.middle(aimed), at.cell, rules.drops);
      pen.globalAlpha = 1;
    }
    const hinted = hint === null ? -1 : landing(rules, board.cells, hint);
    if (hinted < 0) return;
    pen.strokeStyle = look.text;
    pen.lineWidth = Math.max(2, at.cell / 16);
    pen.setLineDash([at.cell / 8, at.cell / 7]);
    pen.beginPath();
    pen.arc(...at.middle(hinted), 0.36 * at.cell, 0, 2 * Math.PI);
    pen.stroke();
    pen.setLineDash([]);
  }

  putSquares(at, top) {
    const { rows, columns, drops } = this.shown.rules;
    [...this.squares.children].forEach((one, action) => {
      const row = drops ? 0 : Math.floor(action / columns);
      const above = drops ? Math.min(at.top, top) : 0; // the bars over a column belong to its button
      one.style.left = `${at.left + (action % columns) * at.cell}px`;
      one.style.top = `${at.top - above + row * at.cell}px`;
      one.style.width = `${at.cell}px`;
      one.style.height = `${(drops ? rows : 1) * at.cell + above}px`;
    });
  }

  close() {
    cancelAnimationFrame(this.request);
    this.watcher.disconnect();
  }
}
