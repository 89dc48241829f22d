// The visitor plays beside the agent: same seed, same rules, by keyboard or touch, from the start or from any
// moment of the agent's game.

import { button, calm, component, element, setEnabled, setText } from "./dom.js";
import { drawGame } from "./game_pictures.js";
import { LIMITS, RULES } from "./game_rules.js";
import { HeldKeys } from "./held_keys.js";
import { Ticker, speedButtons } from "./ticker.js";

const WATCHING = { slow: 5, normal: 20, "as fast as it goes": 1000 };
const PLAYING = { slow: 4, normal: 9, "as fast as it goes": 20 };
const KEYS = {
  cartpole: { ArrowLeft: 0, ArrowRight: 1 },
  freeway: { ArrowUp: 1, ArrowDown: 2 },
  breakout: { ArrowLeft: 1, ArrowRight: 2 },
  collect: { ArrowUp: 0, ArrowRight: 1, ArrowDown: 2, ArrowLeft: 3 },
};
const WORDS = { ArrowUp: "up", ArrowRight: "right", ArrowDown: "down", ArrowLeft: "left" };
const UNITS = { cartpole: "steps", freeway: "crossings", breakout: "bricks", collect: "fruit" };

class Arena {
  constructor(root, { data }) {
    this.agentCanvas = element("canvas", { class: "game", role: "img" });
    this.ownCanvas = element("canvas", { class: "game", role: "img" });
    this.agentPoints = element("span", { class: "points" });
    this.ownPoints = element("span", { class: "points" });
    this.ticker = new Ticker(
      () => this.step(),
      () => this.draw(),
    );
    this.pause = button("Pause", () => this.toggle(), { class: "main" });
    this.fromStart = button("Play the same game", () => this.play(0));
    this.hands = button("Take over here", () => this.changeHands());
    this.pad = element("div", { class: "controls touch", role: "group", "aria-label": "Move" });
    this.said = element("p", { class: "note", "aria-live": "polite" });
    this.ownBoard = element("div", { class: "arena-board" }, element("h4", {}, "You"), this.ownCanvas, this.ownPoints);
    const agentBoard = element(
      "div",
      { class: "arena-board" },
      element("h4", {}, "The agent"),
      this.agentCanvas,
      this.agentPoints,
    );
    this.boards = element("div", { class: "arena-boards" }, agentBoard, this.ownBoard);
    const speeds = speedButtons(this.ticker);
    const row = element("div", { class: "options" }, this.pause, speeds, this.fromStart, this.hands);
    this.whole = element(
      "section",
      {
        class: "arena",
        tabindex: 0,
        role: "application",
        "aria-label": "The agent's game. Arrow keys take over at once; Space pauses.",
      },
      this.boards,
      this.pad,
      row,
      this.said,
    );
    root.append(this.whole);
    this.listen();
    this.watcher = new ResizeObserver(() => this.draw());
    this.watcher.observe(this.boards);
  }

  update(given) {
    this.given = given;
    const { data } = given;
    this.boards.style.setProperty("--height", data.height);
    const fingerprint = JSON.stringify([data.episode.game, data.seed, data.episode.frames.length, data.model]);
    if (fingerprint === this.fingerprint) return this.taken(data.handed);
    this.fingerprint = fingerprint;
    this.data = data;
    this.game = data.episode.game;
    this.place = 0;
    this.own = null;
    this.buildPad();
    this.ticker.speeds = WATCHING;
    setText(this.said, "Click the game and press an arrow key, or a button, to take over at any moment.");
    if (!calm()) this.ticker.start();
    this.draw();
  }

  buildPad() {
    const names = Object.keys(KEYS[this.game]).map((key) => [key, `Move ${WORDS[key]}`]);
    this.pad.replaceChildren(...this.keys.buttons(Object.fromEntries(names)));
  }

  listen() {
    this.keys = new HeldKeys(this.whole, {
      named: ({ key }) => (key in KEYS[this.game] ? key : null),
      pressed: () => this.pressed(),
      left: () => this.leave(),
    });
    this.whole.addEventListener("keydown", (event) => {
      if (event.key !== " " || event.target !== this.whole) return;
      event.preventDefault();
      this.toggle();
    });
  }

  leave() {
    if (!this.own || this.own.over || this.own.rest || !this.ticker.running) return;
    this.ticker.stop();
    setText(this.said, "Paused, because you looked elsewhere. Press Go on, or an arrow key.");
    this.draw();
  }

  /** From the agent to the visitor, and back. */
  changeHands() {
    if (!this.own || this.own.over) this.play(this.place);
    else if (this.own.rest) this.takeBack();
    else this.hand();
  }

  takeBack() {
    setText(this.said, `You took it back at step ${this.own.actions.length}.`);
    this.own.rest = this.own.asked = null;
    this.draw();
  }

  /** Ask the server how the agent would play on from here. */
  hand() {
    this.keys.clear();
    this.ticker.stop();
    const played = this.played();
    this.own.asked = played.turn;
    setText(this.said, "The agent looks at your game …");
    this.given.setStateValue("handed", played);
    this.draw();
  }

  /** The agent's moves have come: it plays them on the visitor's board. */
  taken(handed) {
    const { own } = this;
    if (own && !own.over && handed && own.asked === handed.turn) {
      own.asked = null;
      own.rest = { ...handed, place: 0 };
      own.together = true;
      setText(this.said, `The agent took over at step ${own.actions.length}. An arrow key takes it back.`);
      this.ticker.start();
    }
    this.draw();
  }

  pressed() {
    if (!this.own) this.play(this.place);
    else if (this.own.over) return false; // after the end nothing moves
    if (this.own.rest) this.takeBack();
    this.own.asked = null;
    if (!this.ticker.running) this.toggle();
    return true;
  }

  /** Play on from a moment of the agent's game; from 0 it is the whole game. */
  play(place) {
    const { frames, actions, points, scene } = this.data.episode;
    const over = place >= frames.length - 1;
    const start = over ? 0 : place;
    const state = start ? [...frames[start]] : RULES[this.game].begin(this.data.seed, scene);
    this.own = { state, from: start, actions: actions.slice(0, start), points: points[start], over: false };
    this.place = start;
    this.keys.clear();
    this.ticker.speeds = PLAYING;
    setText(this.said, start ? `You took over at step ${start}.` : "You play the very game that the agent plays.");
    this.whole.focus({ preventScroll: true });
    this.ticker.start();
    this.draw();
  }

  toggle() {
    if (this.own?.over) return this.play(0);
    if (this.ticker.running) this.ticker.stop();
    else this.ticker.start();
    this.draw();
  }

  step() {
    const last = this.data.episode.frames.length - 1;
    if (this.own) this.ownStep();
    if (this.place < last) this.place += 1;
    else if (!this.own) this.place = 0; // the agent's game from the start again
  }

  ownStep() {
    const { own } = this;
    if (own.over) return;
    if (own.rest) return this.agentStep();
    const action = this.action();
    const { state, lost, point } = RULES[this.game].step(own.state, action, this.data.episode.scene);
    own.actions.push(action);
    own.state = state;
    own.points += point;
    const clock = state[state.length - 2];
    own.over = lost || clock >= LIMITS[this.game];
    if (own.over) this.finish(lost);
  }

  /** One more of the moves with which the agent plays the visitor's game on. */
  agentStep() {
    const { own } = this;
    const { frames, actions, points } = own.rest;
    if (own.rest.place < actions.length) {
      own.actions.push(actions[own.rest.place]);
      own.rest.place += 1;
      own.state = [...frames[own.rest.place]];
      own.points = points[own.rest.place];
    }
    own.over = own.rest.place >= actions.length;
    if (own.over) this.finish(own.state[own.state.length - 2] < LIMITS[this.game]);
  }

  /** What the held key means; without one the game's way of doing nothing. */
  action() {
    const key = this.keys.take();
    if (key) return KEYS[this.game][key];
    if (this.game === "cartpole") return this.own.state[4] % 2; // left and right in turn: no push on average
    return this.game === "collect" ? 4 : 0;
  }

  finish(lost) {
    const { own, data } = this;
    this.keys.clear();
    const total = data.episode.points.at(-1);
    const why = lost ? "Lost" : "Time is up";
    setText(
      this.said,
      `${why}: ${own.together ? "you and the agent together" : "you"} ${own.points}, the agent ${this.amount(total)} in the same game. Press Again for another try.`,
    );
    this.place = data.episode.frames.length - 1;
    this.ticker.stop();
    this.given.setStateValue("played", this.played());
  }

  played() {
    const { own, game, data } = this;
    const actions = own.actions.join("");
    return { game, seed: data.seed, from: own.from, actions, together: Boolean(own.together), turn: Date.now() };
  }

  draw() {
    if (!this.data) return;
    const { frames, scene, points } = this.data.episode;
    this.ownBoard.hidden = !this.own;
    drawGame(this.agentCanvas, this.game, frames[this.place], scene);
    const done = this.place >= frames.length - 1 ? ", over" : "";
    setText(this.agentPoints, `Step ${this.place}: ${this.amount(points[this.place])}${done}`);
    this.agentCanvas.setAttribute("aria-label", `The agent's game, ${this.amount(points[this.place])}`);
    setText(this.pause, this.own?.over ? "Again" : this.ticker.running ? "Pause" : this.own ? "Go on" : "Play");
    const playing = this.own && !this.own.over && !this.own.rest;
    setText(this.hands, playing ? "Let the agent play on" : "Take over here");
    setEnabled(this.hands, !this.own?.asked);
    if (!this.own) return;
    drawGame(this.ownCanvas, this.game, this.own.state, scene);
    const clock = this.own.state[this.own.state.length - 2];
    setText(this.ownPoints, `Step ${clock}: ${this.amount(this.own.points)}${this.own.over ? ", over" : ""}`);
    this.ownCanvas.setAttribute("aria-label", `Your game, ${this.amount(this.own.points)}`);
  }

  /** Points with their unit. */
  amount(points) {
    const unit = UNITS[this.game];
    return `${points} ${points === 1 ? unit.replace(/s$/, "") : unit}`;
  }

  close() {
    this.ticker.stop();
    this.watcher.disconnect();
    this.keys.close();
  }
}

export default component((root, given) => new Arena(root, given));
