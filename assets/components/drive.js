// Cars on a track, driven by trained networks and by the visitor: all of it is computed here, in the browser.

import { preparedPen } from "./canvas.js";
import { button, calm, checkbox, component, element, setText } from "./dom.js";
import { DrivePanel } from "./drive_panel.js";
import * as pictures from "./driving_pictures.js";
import { SECONDS, STEPS, rays, readTrack, readWorld } from "./driving_rules.js";
import { HeldKeys } from "./held_keys.js";
import { Race, between } from "./race.js";
import { Ticker, speedButtons } from "./ticker.js";

const WATCHING = { slow: 3, normal: 10, "as fast as it goes": 150 }; // steps a second
const DRIVING = { slow: 5, normal: 10, "as fast as it goes": 20 };
const LETTERS = { KeyW: "ArrowUp", KeyA: "ArrowLeft", KeyS: "ArrowDown", KeyD: "ArrowRight" };
const PEDALS = { ArrowLeft: "Steer left", ArrowRight: "Steer right", ArrowDown: "Brake", ArrowUp: "Accelerate" };
const REST = 15; // steps between the end of a drive and the next one
const MOST_CROSSES = 100;
const WORDS_EVERY = 10; // steps: a screen reader that asks gets news, but is not flooded
const ASK = "Click the track, then take the wheel with the arrow keys or W, A, S, D; or press Drive yourself.";
const GO = "Your forty seconds begin with the first key: arrows, or W, A, S, D, or the buttons below the track.";

class Drive {
  constructor(root) {
    this.canvas = element("canvas", { class: "drive-map", role: "img" });
    this.ticker = new Ticker(
      () => this.step(),
      (share) => this.draw(share),
      WATCHING,
      true,
    );
    this.panel = new DrivePanel(() => this.draw());
    this.pause = button("Pause", () => this.toggle(), { class: "main" });
    this.restart = button("Restart", () => this.begin(this.mode));
    this.modes = Object.entries({ watch: "Watch", alone: "Drive yourself", race: "Race it" }).map(([mode, name]) =>
      button(name, () => this.begin(mode), { "data-mode": mode }),
    );
    this.choice = element("span", { class: "controls", role: "group", "aria-label": "Who drives" }, ...this.modes);
    this.follow = checkbox("Follow the car", false, () => this.draw());
    this.pedals = element("div", { class: "controls touch", role: "group", "aria-label": "Steering and pedals" });
    this.said = element("p", { class: "note", "aria-live": "polite" });
    this.build(root);
    this.listen();
    this.watcher = new ResizeObserver(() => this.draw());
    this.watcher.observe(this.canvas);
  }

  build(root) {
    const clock = element("span", { class: "controls" }, this.pause, this.restart);
    const road = element("div", { class: "drive-road" }, this.canvas, this.said, this.pedals);
    this.whole = element(
      "section",
      {
        class: "drive",
        tabindex: 0,
        role: "application",
        "aria-label": "Cars on a track. Arrow keys take the wheel and steer; Space pauses.",
      },
      element("div", { class: "options" }, this.choice, clock, this.follow.whole, speedButtons(this.ticker)),
      element("div", { class: "drive-parts" }, road, this.panel.whole),
    );
    root.append(this.whole);
  }

  update(given) {
    this.given = given;
    const { data } = given;
    this.whole.style.setProperty("--height", data.height);
    this.choice.hidden = !data.you;
    if (data.print !== this.print) this.change();
    this.print = data.print;
    this.world = readWorld(data.world); // holds from the next step on
    const fingerprint = JSON.stringify([data.track, data.drivers, data.you]);
    if (fingerprint === this.fingerprint) return this.draw();
    this.fingerprint = fingerprint;
    this.drivers = data.drivers;
    this.track = readTrack(data.track);
    if (!this.track) return this.refuse();
    this.prepare(data.you ? (this.mode ?? "watch") : "watch");
    // Who asked for little motion begins with a pause, and so does who drives: the new track comes as a surprise.
    if (this.mode === "watch" && !calm()) this.ticker.start();
    else this.ticker.stop();
    this.draw();
  }

  refuse() {
    this.ticker.stop();
    this.race = null;
    preparedPen(this.canvas); // of the former track nothing is left
    setText(this.said, "This track is too short to drive on: draw a longer one.");
  }

  /** Another world: the drive goes on, what was counted in the former one is gone. */
  change() {
    if (!this.race) return;
    this.startCounting();
    this.mixed = this.race.clock > 0; // neither here nor there: it is not told
  }

  startCounting() {
    this.crosses = [];
    this.tally = new Map(this.drivers.map(({ name }) => [name, { drives: 0, crashes: 0 }]));
    this.panel.tally = this.tally;
  }

  /** Put the cars on the road: to watch the drivers, to drive alone, or beside them. */
  prepare(mode) {
    this.mode = mode;
    this.startCounting();
    this.ticker.speeds = mode === "watch" ? WATCHING : DRIVING;
    this.modes.forEach((one) => one.setAttribute("aria-pressed", String(one.dataset.mode === mode)));
    setText(this.said, mode !== "watch" ? GO : this.given.data.you ? ASK : "");
    this.next(0);
  }

  begin(mode) {
    if (!this.track) return;
    this.prepare(mode);
    this.ticker.stop(); // who drives has all the time to find the keys
    if (mode === "watch") this.ticker.start();
    else this.whole.focus({ preventScroll: true });
    this.draw();
  }

  /** The cars of the drive with this number. */
  next(turn) {
    this.keys.clear();
    this.rest = 0;
    this.mixed = false;
    const drivers = this.mode === "alone" ? [] : this.drivers;
    this.race = new Race(this.track, drivers, { own: this.mode !== "watch", turn });
    this.panel.show(this.race);
    this.pedals.hidden = this.mode === "watch";
  }

  listen() {
    this.keys = new HeldKeys(this.whole, {
      named: ({ key, code }) => (key in PEDALS ? key : (LETTERS[code] ?? null)),
      pressed: () => this.pressed(),
      left: () => this.leave(),
    });
    this.pedals.append(...this.keys.buttons(PEDALS));
    this.whole.addEventListener("keydown", (event) => {
      if (event.key !== " " || event.target !== this.whole) return;
      event.preventDefault();
      this.toggle();
    });
  }

  leave() {
    if (!this.race?.own || this.race.over || !this.ticker.running) return;
    this.ticker.stop();
    setText(this.said, "Paused, because you looked elsewhere. Press Go on, or an arrow key.");
    this.draw();
  }

  pressed() {
    if (!this.race || !this.given.data.you) return false;
    if (!this.race.own) this.begin(this.drivers.length ? "race" : "alone");
    else if (this.race.over) return false; // after the end nothing moves
    if (!this.ticker.running) this.toggle();
    return true;
  }

  toggle() {
    if (!this.race) return;
    if (this.race.own && this.race.over) return this.begin(this.mode);
    if (this.ticker.running) this.ticker.stop();
    else this.ticker.start();
    this.draw();
  }

  step() {
    if (this.race.over) {
      if (!this.race.own && ++this.rest > REST) this.next(this.race.turn + 1);
      return;
    }
    const crashed = this.race.step(this.world, this.ownAction());
    for (const car of crashed) this.crosses.push({ car, ...car.state });
    this.crosses.splice(0, this.crosses.length - MOST_CROSSES);
    this.count(crashed);
    if (this.race.own && crashed.length) setText(this.said, `${crashed.map((car) => car.name).join(" and ")} left the road.`);
    if (this.race.over && this.race.own) this.finish();
  }

  count(crashed) {
    for (const car of this.race.cars) {
      const tally = this.tally.get(car.name);
      if (!tally || car.kind === "own") continue;
      if (crashed.includes(car)) tally.crashes += 1;
      if (crashed.includes(car) || (this.race.clock === STEPS && !car.over)) tally.drives += 1;
    }
  }

  /** What the held keys mean: one of the nine actions. */
  ownAction() {
    if (!this.race.own) return null;
    const keys = this.keys.takeAll();
    const steer = Number(keys.has("ArrowLeft")) - Number(keys.has("ArrowRight"));
    const throttle = Number(keys.has("ArrowUp")) - Number(keys.has("ArrowDown"));
    return 3 * (throttle + 1) + steer + 1;
  }

  finish() {
    const { race } = this;
    const { own } = race;
    this.ticker.stop();
    this.keys.clear();
    const laps = (car) => `${race.laps(car).toFixed(2)} laps`;
    const time = `${(race.clock * SECONDS).toFixed(1)} s`;
    const speed = `${own.state.speed.toFixed(1)} m/s`;
    const how = own.state.crashed ? `You left the road after ${time} at ${speed}` : `Time is up after ${time}`;
    const others = race.cars.filter((car) => car !== own).map((car) => `, ${car.name} ${laps(car)}`);
    setText(this.said, `${how}: you ${laps(own)}${others.join("")}. Press Restart for another try.`);
    const driven = { laps: race.laps(own), steps: race.clock, crashed: own.state.crashed, turn: Date.now() };
    if (!this.mixed) this.given.setStateValue("driven", { ...driven, print: this.print });
  }

  draw(share = 0) {
    if (!this.race) return;
    const { race, ticker } = this;
    const prepared = preparedPen(this.canvas);
    if (prepared) this.paint(prepared, race.over ? 1 : share);
    this.panel.draw();
    if (race.clock % WORDS_EVERY === 0 || race.over) this.canvas.setAttribute("aria-label", this.words());
    setText(this.pause, ticker.running ? "Pause" : race.own && race.over ? "Again" : race.clock ? "Go on" : "Play");
  }

  words() {
    const cars = this.race.cars.map((car) => `${car.name} ${this.race.laps(car).toFixed(1)} laps${car.over ? ", off the road" : ""}`);
    return `${this.track.name} from above. ${cars.join("; ")}`;
  }

  paint({ pen, look, inks, width, height }, share) {
    const { race, track } = this;
    const cars = race.cars.map((car) => ({ ...car, now: between(car.before, car.state, share) }));
    const watched = cars.find((car) => car.kind === "own") ?? cars.find((car) => !car.over) ?? cars[0];
    const view = pictures.viewOf(track, width, height, this.follow.box.checked ? watched?.now : null);
    pictures.paintTrack(pen, look, track, view, width, height);
    const ink = (car) => pictures.inkOf(car.kind, look, inks);
    pictures.inMetres(pen, view, () => {
      for (const car of cars) pictures.paintTrail(pen, look, car.trail);
      for (const cross of this.crosses) pictures.paintCrosses(pen, ink(cross.car), [cross], view);
      const seer = cars.find((car) => car.name === this.panel.seer?.name && !car.over);
      if (seer?.policy.eyes === "rays") pictures.paintRays(pen, ink(seer), seer.now, this.seen(seer), view);
      for (const car of [...cars].reverse()) pictures.paintCar(pen, look, ink(car), car.now, car.kind, view, car.over);
    });
  }

  /** The distances as the driver gets them: with noise those of its last look, else those of this very frame. */
  seen(car) {
    return this.world.noise && car.choice ? car.choice.inputs.slice(0, 7) : rays(car.now, this.track);
  }

  close() {
    this.ticker.stop();
    this.watcher.disconnect();
    this.keys.close();
  }
}

export default component((root) => new Drive(root));
