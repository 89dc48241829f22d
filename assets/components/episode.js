// Plays a recorded game back: 20 frames a second, three speeds, a pause, a slider, the values of the actions.

import { button, calm, element, setText, theme } from "./dom.js";
import { SMOOTH, WORDS, drawGame } from "./game_pictures.js";
import { colours } from "./palette.js";
import { SPEEDS, Ticker, speedButtons } from "./ticker.js";

const PATIENCE = 5000; // milliseconds that a newer recording waits for the one that is playing
const REST = 1000; // milliseconds for which the end of a recording stands
const MOVES = { slow: 1.5, normal: 4, "as fast as it goes": 1000 }; // a second, of a game that is played in turns

export class EpisodePlayer {
  constructor(host) {
    this.host = host;
    this.canvas = element("canvas", { class: "game", role: "img" });
    this.bars = element("div", { class: "action-values", "aria-hidden": "true" });
    this.ticker = new Ticker(
      () => this.advance(),
      (share) => this.draw(share),
    );
    this.pause = button("Pause", () => this.toggle(), { class: "main" });
    this.slider = element("input", { type: "range", min: 0, max: 0, value: 0, "aria-label": "Step of the game" });
    this.slider.addEventListener("input", () => this.seek(Number(this.slider.value)));
    this.points = element("span", { class: "points" });
    const row = element("div", { class: "options" }, this.pause, speedButtons(this.ticker), this.slider, this.points);
    host.append(element("div", { class: "game-and-values" }, this.canvas, this.bars), row);
    this.watcher = new ResizeObserver(() => this.draw());
    this.watcher.observe(this.canvas);
    this.still = calm(); // who asked for little motion begins with a pause
    this.held = false; // whether the visitor paused, and looks at this very game
  }

  /** Show a recording: at once, or when the one that is playing has had its time. */
  show(content, patient = false) {
    if (patient && this.busy() && this.content?.game === content.game) this.next = content;
    else this.begin(content);
  }

  /** Whether the visitor looks at this very game, or it has not had its time. One played in turns has it at its end. */
  busy() {
    if (this.held || !this.ticker.running) return this.held;
    if (this.ticker.speeds === MOVES) return this.place < this.content.frames.length - 1;
    return performance.now() - this.since < PATIENCE;
  }

  begin(content) {
    const former = this.content;
    this.content = content;
    this.ticker.smooth = SMOOTH.includes(content.game);
    this.next = null;
    this.since = performance.now();
    this.place = 0;
    this.ended = null;
    this.ticker.speeds = content.scene.rules ? MOVES : SPEEDS;
    this.slider.max = content.frames.length - 1;
    this.canvas.setAttribute("aria-label", content.alt);
    if (former?.names.join() !== content.names.join()) this.buildBars();
    const values = content.values.flat();
    this.range = [Math.min(...values), Math.max(...values)];
    if (!this.still) this.ticker.start();
    this.draw();
  }

  advance() {
    const last = this.content.frames.length - 1;
    const now = performance.now();
    if (this.next && !this.busy() && this.place < last) this.begin(this.next);
    else if (this.place < last) this.place += 1;
    else if (now - (this.ended ??= now) > REST) this.begin(this.next ?? this.content); // or from the start again
  }

  toggle() {
    this.still = this.held = this.ticker.running;
    if (this.still) this.ticker.stop();
    else this.ticker.start();
    this.draw();
  }

  seek(place) {
    this.still = this.held = true;
    this.ticker.stop();
    this.ended = null;
    this.place = place;
    this.draw();
  }

  buildBars() {
    const { names } = this.content;
    this.bars.replaceChildren(
      ...names.map((name) =>
        element(
          "div",
          { class: "action-value" },
          element("span", {}, name),
          element("span", { class: "track" }, element("span", { class: "fill" })),
          element("span", { class: "number" }),
        ),
      ),
    );
  }

  /** Draw this step, or what lies between it and the next one. */
  draw(share = 0) {
    if (!this.content) return;
    const { game, frames, scene, values, points, actions } = this.content;
    const place = this.ticker.smooth ? Math.min(this.place + share, frames.length - 1) : this.place;
    drawGame(this.canvas, game, frames[this.place], scene, { place, frames });
    this.slider.value = this.place;
    const won = points.length ? `, ${points[this.place]} ${points[this.place] === 1 ? "point" : "points"}` : "";
    const told = WORDS[game] ? `, ${WORDS[game](frames[this.place])}` : won;
    const words = `Step ${this.place} of ${frames.length - 1}${told}`;
    this.slider.setAttribute("aria-valuetext", words);
    setText(this.points, words);
    setText(this.pause, this.ticker.running ? "Pause" : "Play");
    this.bars.hidden = !values.length;
    if (values.length) this.drawBars(values[Math.min(this.place, values.length - 1)], actions[this.place]);
  }

  drawBars(values, action) {
    const [low, high] = this.range;
    const look = theme(this.host);
    const inks = this.content.scene.rules ? [look.border, look.text] : colours(look.dark); // a board's own are the players'
    const whole = values.every(Number.isInteger); // such as visits
    [...this.bars.children].forEach((row, index) => {
      const [, track, number] = row.children;
      const share = high > low ? (values[index] - low) / (high - low) : 0;
      track.firstChild.style.width = `${100 * share}%`;
      track.firstChild.style.background = inks[index === action ? 1 : 0];
      row.classList.toggle("chosen", index === action);
      setText(number, whole ? String(values[index]) : values[index].toFixed(2));
    });
  }

  close() {
    this.ticker.stop();
    this.watcher.disconnect();
  }
}
