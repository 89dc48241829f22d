// How far training is, in words and as a bar, and said aloud now and then for screen readers.

import { element, readable, setText } from "./dom.js";

const WORDS = {
  connecting: "Asking for the run",
  waiting: "Waiting for a free worker",
  running: "Training",
  paused: "Paused",
  finished: "Finished",
  stopped: "Stopped",
  diverged: "Diverged",
  interrupted: "Interrupted, goes on when watched",
  failed: "Failed",
  gone: "This run is no longer here",
};
const SPEAK_EVERY = 12000; // milliseconds between spoken progress reports

export class Status {
  constructor() {
    this.bar = element("progress", { max: 1, value: 0, "aria-label": "Training progress" });
    this.lines = element("div", { class: "status-lines" });
    this.spoken = element("p", { class: "unseen", "aria-live": "polite" });
    this.whole = element("div", { class: "status" }, this.bar, this.lines, this.spoken);
    this.spokenAt = 0;
    this.spokenStatus = "";
  }

  /** `runs` is [{record, label}]; `demand` what this viewer wants; `connected` whether the stream is open. */
  update(runs, demand, connected) {
    this.bar.value = Math.min(...runs.map(({ record }) => share(record)));
    while (this.lines.children.length < runs.length) this.lines.append(element("p"));
    while (this.lines.children.length > runs.length) this.lines.lastChild.remove();
    runs.forEach((run, index) => {
      const name = runs.length > 1 ? `${run.label}: ` : "";
      setText(this.lines.children[index], name + statusWords(run.record, demand, connected));
    });
    this.speak(runs, demand, connected);
  }

  speak(runs, demand, connected) {
    const states = runs.map(({ record }) => record.state.status + demand + connected).join();
    const due =
      performance.now() - this.spokenAt > SPEAK_EVERY &&
      runs.some(({ record }) => record.state.status === "running");
    if (states === this.spokenStatus && !due) return;
    this.spokenStatus = states;
    this.spokenAt = performance.now();
    setText(this.spoken, [...this.lines.children].map((line) => line.textContent).join(" "));
  }
}

/** One line: "Training · step 1,240 of 3,000 · 58 steps a second · about 30 seconds left". */
export function statusWords(record, demand, connected) {
  const { status, steps, rate, remaining, sentence, shared } = record.state;
  if (!connected) return "The connection is lost; trying again. Nothing that was computed is lost.";
  const parts = [seenLater(record) && demand !== "live" ? playbackWords(demand) : (WORDS[status] ?? status)];
  if (record.events)
    parts.push(
      share(record) === 1 && status === "finished" ? `all ${readable(steps)} steps` : stepWords(record),
    );
  if (status === "running" && rate) parts.push(`${readable(Number(rate.toPrecision(2)))} steps a second`);
  if (status === "running" && remaining) parts.push(timeWords(remaining));
  if (status === "running" && shared) parts.push("shared with others");
  if (sentence) parts.push(sentence);
  return parts.join(" · ");
}

/** How much of the run has been seen, from 0 to 1; steps are counted from 0. */
function share(record) {
  const { steps } = record.state;
  if (record.ended && record.caughtUp && record.state.status !== "finished") return 1;
  return steps && record.events ? Math.min(1, (record.step + 1) / steps) : 0;
}

function stepWords({ step, state: { steps } }) {
  return `step ${readable(step)}${steps ? ` of ${readable(steps)}` : ""}`;
}

/** Whether more has been computed than this viewer has seen. */
function seenLater(record) {
  return !record.caughtUp;
}

function playbackWords(demand) {
  return demand === "slow" ? "Slow motion" : "Paused";
}

/** A remaining time that promises no more than it knows. */
export function timeWords(seconds) {
  if (seconds < 5) return "a few seconds left";
  if (seconds < 90) return `about ${Math.max(5, Math.round(seconds / 5) * 5)} seconds left`;
  if (seconds < 5400) return `about ${Math.round(seconds / 60)} minutes left`;
  return `about ${readable(Math.round(seconds / 1800) / 2)} hours left`;
}
