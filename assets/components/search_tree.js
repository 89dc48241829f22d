// A search tree that grows simulation by simulation: the slider goes through them, a chosen node tells its numbers.

import { drawSmall } from "./board_pictures.js";
import { fromDigits, moveWords, play } from "./board_rules.js";
import { signed } from "./board_thoughts.js";
import { button, calm, component, element, setText } from "./dom.js";
import { Ticker, speedButtons } from "./ticker.js";
import { Tree } from "./tree_numbers.js";
import { TreePicture } from "./tree_picture.js";

const PACE = { slow: 1, normal: 6, "as fast as it goes": 1000 }; // simulations a second

class SearchTree {
  constructor(root) {
    this.ticker = new Ticker(
      () => this.advance(),
      () => this.draw(),
      PACE,
    );
    this.picture = new TreePicture((node) => this.choose(node));
    this.slider = element("input", { type: "range", min: 0, value: 0, "aria-label": "Simulation" });
    this.slider.addEventListener("input", () => this.seek(Number(this.slider.value)));
    this.playButton = button("Play", () => this.toggle(), { class: "main" });
    this.speeds = speedButtons(this.ticker);
    this.said = element("p", { class: "note" });
    this.title = element("h4", {});
    this.small = element("canvas", { class: "tree-board", role: "img" });
    this.numbers = element("dl", { class: "tree-numbers" });
    this.table = element("table", { class: "numbers" });
    this.build(root);
    this.watcher = new ResizeObserver(() => this.draw());
    this.watcher.observe(this.picture.whole);
  }

  build(root) {
    const ramp = element(
      "p",
      { class: "tree-key" },
      "bad ",
      element("span", { class: "ramp" }),
      " good for the side to move at the top; size: visits; thick: the newest simulation",
    );
    const chosen = element(
      "div",
      { class: "tree-chosen", "aria-live": "polite" },
      this.title,
      element("div", { class: "tree-node" }, this.small, this.numbers),
      this.table,
    );
    const left = element("div", { class: "tree-left" }, this.picture.whole, ramp);
    const row = element("div", { class: "options" }, this.playButton, this.speeds, this.slider);
    const section = { class: "tree", "aria-label": "Search tree" };
    this.whole = element("section", section, element("div", {}, row, this.said), left, chosen);
    root.append(this.whole);
  }

  update({ data }) {
    this.whole.style.setProperty("--height", data.height);
    const text = JSON.stringify(data.tree);
    if (text !== this.text) {
      this.text = text;
      this.begin(data.tree);
    }
    this.draw();
  }

  begin(given) {
    this.tree = new Tree(given);
    this.rules = given.rules;
    this.moves = fromDigits(given.moves);
    this.chosen = 0;
    this.slider.max = this.tree.steps;
    this.step = calm() ? this.tree.steps : 0; // who asked for little motion sees the whole tree
    this.picture.show(this.tree, (node) => this.shortName(node));
    for (const one of [this.playButton, this.speeds, this.slider]) one.hidden = !this.tree.steps;
    if (!calm() && this.tree.steps) this.ticker.start();
  }

  advance() {
    if (this.step < this.tree.steps) this.step += 1;
    else this.ticker.stop();
  }

  toggle() {
    if (this.ticker.running) this.ticker.stop();
    else {
      if (this.step >= this.tree.steps) this.step = 0;
      this.ticker.start();
    }
    this.draw();
  }

  seek(step) {
    this.ticker.stop();
    this.step = step;
    this.draw();
  }

  choose(node) {
    this.chosen = node;
    this.draw();
  }

  /** The moves from the root to a node. */
  nodeWords(node) {
    const moves = this.tree.movesTo(node).map((action) => moveWords(this.rules, action));
    return moves.length ? moves.join(", ") : "the position now";
  }

  /** A move as it is written into the picture. */
  shortName(node) {
    const { action } = this.tree.nodes[node];
    return this.rules.drops ? String(action + 1) : moveWords(this.rules, action);
  }

  draw() {
    if (!this.tree) return;
    const { step, tree } = this;
    const seen = tree.after(step);
    while (seen.visits[this.chosen] === 0 && this.chosen) this.chosen = tree.nodes[this.chosen].parent;
    this.picture.draw(seen, step, this.chosen);
    this.slider.value = step;
    setText(this.playButton, this.ticker.running ? "Pause" : step >= tree.steps ? "Again" : "Play");
    setText(this.said, this.stepWords(step));
    this.slider.setAttribute("aria-valuetext", this.stepWords(step));
    this.drawChosen(seen);
  }

  stepWords(step) {
    if (!this.tree.steps) return "Nothing to search: the result of this position is certain at once.";
    if (!step) return `Before the first of ${this.tree.steps} simulations.`;
    const { path, value } = this.tree.given.steps[step - 1];
    const where = path.length > 1 ? this.nodeWords(path.at(-1)) : "the position itself";
    return `Simulation ${step} of ${this.tree.steps}: ${where}; value there ${signed(value)}.`;
  }

  drawChosen(seen) {
    const { chosen, tree, rules } = this;
    setText(this.title, capital(this.nodeWords(chosen)));
    const board = play(rules, [...this.moves, ...tree.movesTo(chosen)]);
    this.small.style.setProperty("--ratio", rules.columns / rules.rows);
    this.small.setAttribute("aria-label", `The board after ${this.nodeWords(chosen)}`);
    drawSmall(this.small, rules, board);
    const rows = this.nodeNumbers(seen);
    this.numbers.replaceChildren(...rows.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]));
    this.drawChildren(seen);
  }

  nodeNumbers(seen) {
    const { chosen, tree } = this;
    const mean = tree.side(chosen) * tree.mean(seen, chosen);
    const own = [
      ["Visits N", String(seen.visits[chosen])],
      ["Value Q", signed(mean)],
    ];
    if (!chosen) return own;
    const { score } = tree.children(seen, tree.nodes[chosen].parent).find(({ node }) => node === chosen);
    return [...own, ["Prior P", tree.nodes[chosen].prior.toFixed(2)], ["Score", plain(score)]];
  }

  /** The moves from the chosen node; the search goes where the score is highest. */
  drawChildren(seen) {
    const rows = this.tree.children(seen, this.chosen);
    this.table.hidden = !rows.length;
    const best = Math.max(...rows.map((row) => row.score));
    const heads = ["Next move", "N", "Q", "P", "Score"].map((name) => element("th", { scope: "col" }, name));
    const told = "The search goes where the score is highest (←), unless it knows a result for sure.";
    this.table.replaceChildren(
      element("caption", {}, told),
      element("tr", {}, ...heads),
      ...rows.map((row) => {
        const cells = [row.visits, row.visits ? signed(row.mean) : "–", row.prior.toFixed(2), plain(row.score)];
        return element(
          "tr",
          { class: row.score === best ? "best" : "" },
          element("th", { scope: "row" }, moveWords(this.rules, row.action) + (row.score === best ? " ←" : "")),
          ...cells.map((cell) => element("td", {}, String(cell))),
        );
      }),
    );
  }

  close() {
    this.ticker.stop();
    this.watcher.disconnect();
  }
}

const plain = (value) => (Math.abs(value) < 0.005 ? "0.00" : value.toFixed(2).replace("-", "−"));
const capital = (text) => text[0].toUpperCase() + text.slice(1);

export default component((root) => new SearchTree(root));
