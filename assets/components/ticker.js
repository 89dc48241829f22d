// The clock of a played-back or played game: so many frames a second, at three speeds, with a pause.

import { button, element } from "./dom.js";

export const SPEEDS = { slow: 5, normal: 20, "as fast as it goes": 1000 };

/**
 * Calls `tick` at the chosen speed, and `draw` after it with the share of the next tick that has passed. A
 * `smooth` one draws at every frame of the screen, to show what lies between two ticks.
 */
export class Ticker {
  constructor(tick, draw, speeds = SPEEDS, smooth = false) {
    Object.assign(this, { tick, draw, speeds, smooth, speed: "normal", running: false, owed: 0 });
    this.frame = this.frame.bind(this);
  }

  start() {
    if (this.running) return;
    this.running = true;
    this.last = performance.now();
    this.owed = 0;
    this.request = requestAnimationFrame(this.frame);
  }

  stop() {
    this.running = false;
    cancelAnimationFrame(this.request);
  }

  frame(now) {
    if (!this.running) return;
    // After a pause of the browser (a hidden tab) nothing is made up for.
    this.owed += (Math.min(now - this.last, 100) / 1000) * this.speeds[this.speed];
    this.last = now;
    const steps = Math.min(Math.floor(this.owed), 40);
    this.owed -= Math.floor(this.owed);
    for (let step = 0; step < steps && this.running; step++) this.tick();
    if (steps || this.smooth) this.draw(this.owed);
    if (this.running) this.request = requestAnimationFrame(this.frame);
  }
}

/** Buttons for the speeds. */
export function speedButtons(ticker, changed = () => {}) {
  const buttons = Object.keys(ticker.speeds).map((name) =>
    button(name[0].toUpperCase() + name.slice(1), () => {
      ticker.speed = name;
      show();
      changed();
    }),
  );
  const show = () =>
    buttons.forEach((one, index) =>
      one.setAttribute("aria-pressed", String(Object.keys(ticker.speeds)[index] === ticker.speed)),
    );
  show();
  return element("span", { class: "controls", role: "group", "aria-label": "Speed" }, ...buttons);
}
