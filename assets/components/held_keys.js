// Keys and buttons that are held down to steer: by keyboard, finger or mouse, and let go when the visitor leaves.

import { element } from "./dom.js";

export const SIGNS = { ArrowUp: "▲", ArrowRight: "▶", ArrowDown: "▼", ArrowLeft: "◀" };

export class HeldKeys {
  /**
   * `named` says which of its keys an event means, if any; `pressed` is told of each press and may refuse it by
   * saying false; `left` is told when the visitor looks elsewhere.
   */
  constructor(whole, { named, pressed, left }) {
    Object.assign(this, { whole, named, pressed });
    this.clear();
    whole.addEventListener("keydown", (event) => this.onKey(event));
    whole.addEventListener("keyup", (event) => this.release(named(event)));
    // Who looks elsewhere does not go on playing with a key that seems to be held.
    this.leave = () => {
      this.clear();
      left();
    };
    whole.addEventListener("focusout", (event) => whole.contains(event.relatedTarget) || this.leave());
    window.addEventListener("blur", this.leave);
    document.addEventListener("visibilitychange", this.leave);
  }

  onKey(event) {
    if (event.target.matches("select, input:not([type=checkbox])")) return; // these have their own use for arrows
    if (event.ctrlKey || event.metaKey || event.altKey) return; // the browser's own shortcuts
    const key = this.named(event);
    if (!key) return;
    event.preventDefault();
    if (!event.repeat) this.press(key);
  }

  press(key) {
    if (this.pressed(key) === false) return;
    if (!this.held.includes(key)) this.held.push(key);
    this.tapped = key;
  }

  release(key) {
    this.held = this.held.filter((one) => one !== key);
  }

  clear() {
    this.held = []; // the newest last
    this.tapped = null; // pressed and let go between two steps: it counts once
  }

  /** The key that counts now: the newest held one, else one that was only tapped. */
  take() {
    const key = this.held.at(-1) ?? this.tapped;
    this.tapped = null;
    return key;
  }

  /** All that are held, and one that was only tapped. */
  takeAll() {
    const keys = new Set(this.tapped ? [...this.held, this.tapped] : this.held);
    this.tapped = null;
    return keys;
  }

  /** Buttons that are held like keys: {key: what it is called}. */
  buttons(names) {
    return Object.entries(names).map(([key, name]) => {
      const one = element("button", { type: "button", "aria-label": name, "data-key": key }, SIGNS[key]);
      one.addEventListener("pointerdown", (event) => {
        one.setPointerCapture(event.pointerId);
        this.press(key);
      });
      for (const end of ["pointerup", "pointercancel", "lostpointercapture"])
        one.addEventListener(end, () => this.release(key));
      one.addEventListener("click", (event) => {
        if (event.detail !== 0) return; // by keyboard or reader only: a pointer has pressed already
        this.press(key);
        this.release(key);
      });
      return one;
    });
  }

  close() {
    window.removeEventListener("blur", this.leave);
    document.removeEventListener("visibilitychange", this.leave);
  }
}
