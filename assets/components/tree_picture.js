// Draws a search tree: the root on top, moves from left to right in their order, nodes as large as they are
// visited and coloured by value. Every node has its place from the start, so that nothing moves while it grows.

import { svg } from "./dom.js";
import { divergingTable } from "./palette.js";

const COLOURS = divergingTable();
const EDGE = 16; // pixels around the picture
const REACH = 24; // pixels around a node that belong to it

export class TreePicture {
  /** `choose` is told the node that was clicked or reached by the keyboard. */
  constructor(choose) {
    this.choose = choose;
    this.edges = svg("g", { class: "tree-edges" });
    this.dots = svg("g", { class: "tree-dots" });
    this.words = svg("g", { class: "tree-words" });
    this.whole = svg(
      "svg",
      {
        class: "tree-picture",
        tabindex: 0,
        role: "application",
        "aria-label": "Search tree. Arrow keys go to the move before, the most visited next move, and the moves beside.",
      },
      this.edges,
      this.dots,
      this.words,
    );
    this.whole.addEventListener("pointerdown", (event) => this.onPointer(event));
    this.whole.addEventListener("keydown", (event) => this.onKey(event));
  }

  /** Another tree: one circle and one edge for each node that will ever be visited. */
  show(tree, label) {
    this.tree = tree;
    const { visits } = tree.after(tree.steps);
    this.drawn = tree.nodes.map((_, node) => node).filter((node) => visits[node] > 0);
    this.lines = new Map(this.drawn.slice(1).map((node) => [node, svg("line")]));
    this.circles = new Map(this.drawn.map((node) => [node, svg("circle")]));
    this.names = new Map(
      this.drawn.filter((node) => tree.depth[node] === 1).map((node) => [node, svg("text", {}, label(node))]),
    );
    this.edges.replaceChildren(...this.lines.values());
    this.dots.replaceChildren(...this.circles.values());
    this.words.replaceChildren(...this.names.values());
    this.arrange();
  }

  /** Shares of width and height for every node: each leaf has the same width. */
  arrange() {
    const { below, depth } = this.tree;
    this.at = new Map();
    const will = new Set(this.drawn);
    let leaves = 0;
    const walk = (node) => {
      const places = below[node].filter((child) => will.has(child)).map(walk);
      const x = places.length ? (places[0] + places.at(-1)) / 2 : leaves++;
      this.at.set(node, [x, depth[node]]);
      return x;
    };
    walk(0);
    this.most = [Math.max(1, leaves - 1), Math.max(1, ...this.drawn.map((node) => depth[node]))];
    if (leaves === 1) this.at.forEach((place) => (place[0] = 0.5));
  }

  draw(seen, step, chosen) {
    const [width, height] = [this.whole.clientWidth, this.whole.clientHeight];
    if (!width || !height) return;
    Object.assign(this, { seen, chosen });
    const part = (node) => {
      const [x, y] = this.at.get(node);
      return [EDGE + (x / this.most[0]) * (width - 2 * EDGE), EDGE + (y / this.most[1]) * (height - 2 * EDGE)];
    };
    this.part = part;
    const path = step ? this.tree.given.steps[step - 1].path : [];
    for (const node of this.drawn) {
      const visible = seen.visits[node] > 0;
      const [x, y] = part(node);
      set(this.circles.get(node), { cx: x, cy: y, r: this.size(node), hidden: !visible, fill: this.colour(node) });
      this.circles.get(node).setAttribute("class", `${node === chosen ? "chosen " : ""}${node === path.at(-1) ? "newest" : ""}`);
      const line = this.lines.get(node);
      if (!line) continue;
      const [fromX, fromY] = part(this.tree.nodes[node].parent);
      set(line, { x1: fromX, y1: fromY, x2: x, y2: y, hidden: !visible, class: path.includes(node) ? "newest" : "" });
      const name = this.names.get(node);
      if (name) set(name, { x, y: y - this.size(node) - 4, hidden: !visible || width < 30 * this.names.size });
    }
  }

  size(node) {
    return 3 + 10 * Math.sqrt(this.seen.visits[node] / (this.tree.steps + 1));
  }

  colour(node) {
    const level = Math.round(127.5 * (1 + Math.max(-1, Math.min(1, this.tree.mean(this.seen, node)))));
    return `rgb(${COLOURS[level].join(" ")})`;
  }

  visible(node) {
    return this.seen.visits[node] > 0;
  }

  onPointer(event) {
    const box = this.whole.getBoundingClientRect();
    const distance = (node) => {
      const [x, y] = this.part(node);
      return Math.hypot(event.clientX - box.left - x, event.clientY - box.top - y);
    };
    const near = this.drawn.filter((node) => this.visible(node)).sort((one, other) => distance(one) - distance(other));
    if (near.length && distance(near[0]) < REACH + this.size(near[0])) this.choose(near[0]);
  }

  onKey(event) {
    const next = this.neighbour(event.key);
    if (next === undefined) return;
    event.preventDefault();
    if (next !== null) this.choose(next);
  }

  /** The node to which a key leads; null if there is none, undefined for other keys. */
  neighbour(key) {
    const { tree, chosen, seen } = this;
    const { parent } = tree.nodes[chosen];
    const seenOf = (nodes) => nodes.filter((node) => this.visible(node));
    if (key === "ArrowUp") return parent < 0 ? null : parent;
    if (key === "ArrowDown") {
      const next = seenOf(tree.below[chosen]);
      return next.length ? next.reduce((best, node) => (seen.visits[node] > seen.visits[best] ? node : best)) : null;
    }
    if (key !== "ArrowLeft" && key !== "ArrowRight") return undefined;
    const beside = parent < 0 ? [chosen] : seenOf(tree.below[parent]);
    return beside[beside.indexOf(chosen) + (key === "ArrowLeft" ? -1 : 1)] ?? null;
  }
}

/** Attributes of an SVG node; `hidden` by style, which SVG knows. */
function set(node, { hidden, ...attributes }) {
  node.style.display = hidden ? "none" : "";
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
}
