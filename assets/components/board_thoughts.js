// What a search was thinking: for every move the share of its visits, filled, and its chance before the search,
// as an outline; over the columns, or within the cells of a board on which nothing drops.

import { moveWords } from "./board_rules.js";
import { readable } from "./dom.js";

/** Shares of the visits; all nought where nothing was visited. */
export function shares({ visits }) {
  const total = visits.reduce((sum, one) => sum + one, 0) || 1;
  return visits.map((one) => one / total);
}

const percent = (share) => (share > 0 && share < 0.01 ? "<1" : String(Math.round(100 * share)));

/** The bars of a thought over (or in) a drawn board. */
export function drawThought(sheet, rules, at, thought) {
  const visited = shares(thought);
  const most = Math.max(...visited, ...thought.prior); // the highest bar fills its room
  visited.forEach((share, action) => {
    const prior = thought.prior[action] ?? 0;
    if (!share && prior < 0.005) return;
    const bar = { action, share, visits: share / most, prior: prior / most, chosen: thought.chosen === action };
    if (rules.drops) columnBar(sheet, at, bar);
    else cellBar(sheet, at, bar);
  });
}

function columnBar({ pen, look }, at, { action, share, visits, prior, chosen }) {
  const high = 2.2 * look.size;
  const [left, width] = [at.left + (action + 0.2) * at.cell, 0.6 * at.cell];
  const foot = at.top - 5;
  pen.fillStyle = chosen ? look.text : look.border;
  pen.fillRect(left, foot - visits * high, width, visits * high);
  outline(pen, look, left - 3, foot - prior * high, width + 6, prior * high);
  caption(pen, look, percent(share), left + width / 2, foot - Math.max(visits, prior) * high - 3, chosen);
}

function cellBar({ pen, look }, at, { action, share, visits, prior, chosen }) {
  const [x, y] = at.middle(action);
  const [left, long, thick] = [x - 0.42 * at.cell, 0.84 * at.cell, 0.08 * at.cell];
  const top = y + at.lift + 0.34 * at.cell;
  pen.fillStyle = chosen ? look.text : look.border;
  pen.fillRect(left, top, visits * long, thick);
  outline(pen, look, left, top - 2, prior * long, thick + 4);
  caption(pen, look, `${percent(share)} %`, x, top - 3, chosen);
}

function outline(pen, look, ...box) {
  pen.strokeStyle = look.text;
  pen.lineWidth = 1.5;
  pen.setLineDash([3, 2]);
  pen.strokeRect(...box);
  pen.setLineDash([]);
}

function caption(pen, look, text, x, y, bold) {
  pen.fillStyle = look.text;
  pen.font = `${bold ? "bold " : ""}${0.75 * look.size}px ${look.font}`;
  pen.textAlign = "center";
  pen.textBaseline = "bottom";
  pen.fillText(text, x, y);
}

/** The thought in a sentence or two. */
export function thoughtWords(rules, thought) {
  const share = Math.round(100 * shares(thought)[thought.chosen]);
  const seconds = thought.seconds < 0.001 ? "under 0.001" : thought.seconds.toFixed(thought.seconds < 0.1 ? 3 : 2);
  const searched = thought.simulations > 1 ? `${readable(thought.simulations)} simulations` : "No search: the network alone";
  const chosen = `${share} % of its visits went to ${moveWords(rules, thought.chosen)}.`;
  return `${searched}, ${seconds} s. ${chosen} It expects ${signed(thought.value)} (1 is a sure win, −1 a sure loss).`;
}

/** A value with its sign, two places. */
export const signed = (value) => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(2)}`;

/** What the bars are. */
export const BARS = "Filled: visits of the search, in per cent. Dashed: the network's first guess.";

/** Rows of a table with the same numbers. */
export function thoughtRows(rules, thought) {
  const visited = shares(thought);
  return thought.visits
    .map((visits, action) => [
      moveWords(rules, action),
      `${percent(thought.prior[action] ?? 0)} %`,
      `${percent(visited[action])} %`,
      thought.values[action] === null || !visits ? "–" : signed(thought.values[action]),
    ])
    .filter((_, action) => thought.visits[action] || thought.prior[action] >= 0.005);
}
