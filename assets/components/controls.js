// Pause, one step, slow motion and stop: what this viewer wants of the runs in front of it.

import { button, element, setEnabled, setText } from "./dom.js";

export class Controls {
  /** `act` has `demand(wish)`, `step()`, `stop()` and `again()`. */
  constructor(act) {
    this.act = act;
    this.pause = button("Pause", () => act.demand(this.demand === "pause" ? "live" : "pause"), {
      class: "main",
    });
    this.step = button("One step", () => act.step());
    this.slow = button("Slow motion", () =>
      this.over ? act.again() : act.demand(this.demand === "slow" ? "live" : "slow"),
    );
    this.stop = button("Stop", () => act.stop());
    const all = [this.pause, this.step, this.slow, this.stop];
    this.whole = element(
      "div",
      { class: "controls", role: "group", "aria-label": "Training controls" },
      ...all,
    );
  }

  update(runs, demand) {
    this.demand = demand;
    const records = runs.map(({ record }) => record);
    this.over = records.every((record) => record.ended && record.caughtUp);
    const phase = records.length === 1 ? records[0].nextPhase : "";
    setText(this.pause, demand === "pause" ? "Resume" : "Pause");
    setText(this.step, phase ? `Half a step: ${phase.replaceAll("_", " ")}` : "One step");
    setText(this.slow, this.over ? "Play again slowly" : "Slow motion");
    this.slow.setAttribute("aria-pressed", String(demand === "slow" && !this.over));
    for (const control of [this.pause, this.step]) setEnabled(control, !this.over);
    setEnabled(
      this.stop,
      records.some((record) => !record.ended),
    );
  }
}
