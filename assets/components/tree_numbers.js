// The numbers of a search tree after any of its simulations: visits N, values Q, priors P, and the score by which
// the search chooses. Values are kept from the side to move at the root; a node's Q is seen by who moved into it.

export class Tree {
  /** `given` is {nodes: [{parent, action, prior}], steps: [{path, value}], value, exploration, pessimism}. */
  constructor(given) {
    this.given = given;
    this.nodes = given.nodes;
    this.steps = given.steps.length;
    this.below = this.nodes.map(() => []);
    this.depth = this.nodes.map(() => 0);
    this.nodes.forEach(({ parent }, node) => {
      if (parent < 0) return;
      this.below[parent].push(node);
      this.depth[node] = this.depth[parent] + 1;
    });
    for (const list of this.below) list.sort((one, other) => this.nodes[one].action - this.nodes[other].action);
  }

  /** Visits and sums of values of all nodes. The root was judged once before the first simulation. */
  after(step) {
    const visits = this.nodes.map(() => 0);
    const totals = this.nodes.map(() => 0);
    visits[0] = 1;
    totals[0] = this.given.value ?? 0;
    for (const { path, value } of this.given.steps.slice(0, step))
      for (const node of path) {
        visits[node] += 1;
        totals[node] += value;
      }
    return { visits, totals };
  }

  /** The mean value of a node for the side to move at the root. */
  mean({ visits, totals }, node) {
    return visits[node] ? totals[node] / visits[node] : 0;
  }

  /** 1 where the root's side moved into the node (or stands at the root), else −1. */
  side(node) {
    return node === 0 || this.depth[node] % 2 ? 1 : -1;
  }

  movesTo(node) {
    const moves = [];
    for (let at = node; this.nodes[at].parent >= 0; at = this.nodes[at].parent) moves.unshift(this.nodes[at].action);
    return moves;
  }

  /** What the search knows of each move from a node; the highest score is where it goes next. */
  children(seen, node) {
    const { exploration = 1.5, pessimism = 0.2 } = this.given;
    const sign = this.depth[node] % 2 ? -1 : 1; // the side to move at this node, seen from the root
    const untried = sign * this.mean(seen, node) - pessimism;
    return this.below[node].map((child) => {
      const visits = seen.visits[child];
      const { action, prior } = this.nodes[child];
      const mean = visits ? sign * this.mean(seen, child) : untried;
      const score = mean + (exploration * prior * Math.sqrt(seen.visits[node])) / (1 + visits);
      return { node: child, action, prior, visits, mean, score };
    });
  }
}
