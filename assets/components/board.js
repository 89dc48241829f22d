// A board game against the agent. The visitor's move stands at once, the server answers with the agent's; the game
// goes back and forth, and shows what the agent was thinking.

import { drawLegend } from "./board_pictures.js";
import { digits, fromDigits, play } from "./board_rules.js";
import { BoardStage } from "./board_stage.js";
import { BARS, thoughtRows, thoughtWords } from "./board_thoughts.js";
import { gameWords, nameOf, refusal, winWords, yourTurn } from "./board_words.js";
import { button, calm, checkbox, component, element, setEnabled, setText } from "./dom.js";
import { GameCurve } from "./game_curve.js";
import { remembered } from "./memory.js";
import { Ticker, speedButtons } from "./ticker.js";

const PACE = { slow: 1, normal: 2.5, "as fast as it goes": 1000 }; // moves a second of a game that is watched

class Board {
  constructor(root, { data }) {
    this.kept = remembered(`board ${data.key}`, () => ({ thoughts: data.show }));
    this.moves = [];
    this.looking = null; // after how many moves, where it is not the newest position
    this.sent = null; // what we told the server last, until it has heard
    this.problem = "";
    this.stage = new BoardStage((action) => this.press(action));
    this.curve = new GameCurve((moves) => this.lookAt(moves));
    this.ticker = new Ticker(
      () => this.advance(),
      () => this.draw(),
      PACE,
    );
    this.build(root);
  }

  build(root) {
    this.legend = element("p", { class: "play-legend" });
    this.said = element("p", { class: "note play-said", "aria-live": "polite" });
    this.undoButton = button("Undo", () => this.undo());
    this.newButton = button("New game", () => this.change([]));
    this.hintButton = button("Hint", () => this.askHint());
    this.playButton = button("Play", () => this.togglePlay(), { class: "main" });
    this.nowButton = button("Back to the game", () => this.lookAt(this.moves.length));
    this.speeds = speedButtons(this.ticker);
    const told = checkbox("What were you thinking?", this.kept.thoughts, (on) => {
      this.kept.thoughts = on;
      this.draw();
    });
    this.thoughtSwitch = told.whole;
    this.thoughtSaid = element("p", { class: "play-thought" });
    this.barsSaid = element("p", { class: "play-thought" }, BARS);
    this.table = element("table", { class: "numbers" });
    this.numbers = element("details", {}, element("summary", {}, "In numbers"), this.table);
    const row = [this.playButton, this.speeds, this.undoButton, this.newButton, this.hintButton, this.nowButton];
    const side = element(
      "div",
      { class: "play-side" },
      this.legend,
      this.said,
      element("div", { class: "options" }, ...row),
      this.curve.whole,
      this.thoughtSwitch,
      this.thoughtSaid,
      this.barsSaid,
      this.numbers,
    );
    this.whole = element("section", { class: "play" }, this.stage.whole, side);
    this.whole.addEventListener("keydown", (event) => this.onDigit(event));
    root.append(this.whole);
  }

  update(given) {
    this.given = given;
    const text = JSON.stringify(given.data);
    if (text !== this.text) {
      this.text = text;
      this.take(given.data);
    }
    this.draw();
  }

  /** New data. As long as the server has not heard our last word, what it says is about a former position. */
  take(data) {
    if (this.sent !== null && data.heard !== this.sent) return;
    const first = !this.data;
    this.sent = null;
    this.data = data;
    this.problem = "";
    this.whole.setAttribute("aria-label", data.rules.title);
    this.whole.style.setProperty("--height", data.height);
    this.whole.style.setProperty("--ratio", data.rules.columns / data.rules.rows);
    this.accept(fromDigits(data.moves), first);
  }

  accept(moves, first) {
    const known = digits(this.moves);
    const added = moves.length - this.moves.length;
    const next = digits(moves).startsWith(known) && added > 0;
    this.moves = moves;
    if (!next || !this.data.you) this.looking = null;
    if (this.data.autoplay && added && !calm()) {
      this.looking = 0;
      this.ticker.start();
    } else if (next && !first && added <= 2) {
      this.letIn(added);
    }
  }

  /** The last moves come in as falling pieces. */
  letIn(count) {
    const { rules } = this.data;
    this.looking = null;
    const cells = Array.from({ length: count }, (_, index) => play(rules, this.moves.slice(0, this.moves.length - index)).last);
    this.draw();
    this.stage.fly(cells);
  }

  /** Another position by the visitor's will: shown at once, and told to the server. */
  change(moves, hint = false) {
    this.moves = moves;
    this.looking = null;
    this.problem = "";
    this.sent = Date.now();
    if (!hint) this.data = { ...this.data, thought: null, hint: null, curve: this.data.curve.slice(0, moves.length + 1) };
    this.draw();
    this.given.setStateValue("played", { moves: digits(moves), hint, turn: this.sent });
  }

  press(action) {
    const { rules } = this.data;
    this.problem = refusal(this.data, this.moves, action, this.looking !== null);
    if (this.problem) return this.draw();
    const moves = [...this.moves, action];
    this.change(moves);
    return this.stage.fly([play(rules, moves).last]);
  }

  yours() {
    return yourTurn(this.data, this.moves);
  }

  onDigit(event) {
    const action = Number(event.key) - 1;
    const { squares } = this.stage;
    if (!this.data?.you || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (!Number.isInteger(action) || action < 0 || action >= squares.children.length || event.key === " ") return;
    event.preventDefault();
    this.stage.focus(action);
    this.press(action);
  }

  /** Back to the visitor's last turn. */
  undo() {
    this.change(this.moves.slice(0, this.undone()));
  }

  /** How many moves are left after an undo; -1 if there is nothing to take back. */
  undone() {
    let left = this.moves.length - 1;
    while (left >= 0 && (left % 2) + 1 !== this.data.you) left -= 1;
    return left;
  }

  askHint() {
    this.change(this.moves, true);
  }

  lookAt(moves) {
    this.ticker.stop();
    this.looking = moves < this.moves.length ? moves : null;
    this.problem = "";
    this.draw();
  }

  togglePlay() {
    if (this.ticker.running) this.ticker.stop();
    else {
      this.looking ??= 0;
      this.ticker.start();
    }
    this.draw();
  }

  advance() {
    this.looking = (this.looking ?? this.moves.length) + 1;
    if (this.looking < this.moves.length) return;
    this.looking = null;
    this.ticker.stop();
  }

  draw() {
    if (!this.data) return;
    const { data } = this;
    const shown = this.looking === null ? this.moves : this.moves.slice(0, this.looking);
    const board = play(data.rules, shown);
    const present = this.looking === null;
    const thought = present && this.kept.thoughts ? data.thought : null;
    this.stage.show({
      rules: data.rules,
      board,
      thought,
      hint: data.hint,
      player: present && this.yours() ? data.you : 0,
      playable: data.you !== 0,
      room: this.kept.thoughts && (data.you !== 0 || data.thought !== null),
      label: `${data.rules.title} after ${shown.length} ${shown.length === 1 ? "move" : "moves"}`,
      owners: [1, 2].map((player) => nameOf(data, player)),
    });
    setText(this.said, this.problem || gameWords(this.data, shown, this.moves.length));
    this.said.classList.toggle("refused", this.problem !== "");
    drawLegend(this.legend, data.rules, [1, 2].map((player) => nameOf(data, player)));
    this.drawCurve(shown);
    this.drawThought(thought);
    this.drawButtons();
  }

  drawCurve(shown) {
    const { curve, you, moves } = this.data;
    const start = curve.length > moves.length ? 0 : 1; // whether the empty board has a value too
    const sign = you === 2 ? -1 : 1;
    const total = this.moves.length;
    this.curve.show({
      points: curve.map((value, index) => [index + start, sign * value]).filter(([at]) => at <= total),
      total,
      at: shown.length,
      above: winWords(this.data, you === 2 ? 2 : 1),
      below: winWords(this.data, you === 2 ? 1 : 2),
      words: `after ${shown.length} of ${total} moves`,
    });
  }

  drawThought(thought) {
    this.thoughtSwitch.hidden = !this.data.thought && !this.data.you;
    this.barsSaid.hidden = this.thoughtSaid.hidden = this.numbers.hidden = !thought;
    if (!thought || this.told === thought) return;
    this.told = thought;
    const { rules } = this.data;
    setText(this.thoughtSaid, thoughtWords(rules, thought));
    const heads = ["Move", "Before", "Visits", "Value"].map((name) => element("th", { scope: "col" }, name));
    const rows = thoughtRows(rules, thought).map(([name, ...cells]) =>
      element("tr", {}, element("th", { scope: "row" }, name), ...cells.map((cell) => element("td", {}, cell))),
    );
    this.table.replaceChildren(element("tr", {}, ...heads), ...rows);
  }

  drawButtons() {
    const { you } = this.data;
    for (const one of [this.undoButton, this.newButton, this.hintButton]) one.hidden = !you;
    this.playButton.hidden = this.speeds.hidden = you !== 0 || !this.moves.length;
    this.nowButton.hidden = !you || this.looking === null;
    setText(this.playButton, this.ticker.running ? "Pause" : "Play");
    setEnabled(this.undoButton, this.undone() >= 0);
    setEnabled(this.newButton, this.moves.length > 0);
    setEnabled(this.hintButton, this.yours() && this.looking === null && this.sent === null);
  }

  close() {
    this.ticker.stop();
    this.stage.close();
    this.curve.close();
  }
}

export default component((root, given) => new Board(root, given));
