// What this tab knows of one run: its curves, samples, notes and state, as far as the stream has told them.

const MOST_POINTS = 6000; // of one curve in memory; the store on the server keeps all
const MOST_SAMPLES = 300; // of one name

/** One curve. Growing too long, it keeps the lowest and the highest of every four points. */
export class Series {
  steps = [];
  values = [];

  add(step, value) {
    this.steps.push(step);
    this.values.push(value);
    if (this.steps.length > MOST_POINTS) [this.steps, this.values] = extremes(this.steps, this.values, 4);
  }

  get last() {
    return this.values.at(-1);
  }
}

/** The lowest and the highest point of each `width` neighbours, in their order. */
export function extremes(steps, values, width) {
  const keptSteps = [];
  const keptValues = [];
  for (let start = 0; start < values.length; start += width) {
    const end = Math.min(start + width, values.length);
    let low = start;
    let high = start;
    for (let index = start + 1; index < end; index++) {
      if (!(values[index] >= values[low])) low = index; // a NaN counts as lowest: it must not vanish
      if (values[index] > values[high]) high = index;
    }
    const kept = new Set([Math.min(low, high), Math.max(low, high)]);
    if (end === values.length) kept.add(end - 1); // the newest point is always there
    for (const index of kept) {
      keptSteps.push(steps[index]);
      keptValues.push(values[index]);
    }
  }
  return [keptSteps, keptValues];
}

export class Record {
  constructor(id) {
    this.id = id;
    this.forget();
  }

  forget() {
    this.events = 0; // how many the stream has told us, thinned ones included
    this.step = 0;
    this.metrics = new Map();
    this.samples = new Map();
    this.notes = [];
    this.after = new Map(); // from each phase to the one that followed it last
    this.phase = "";
    this.state = { status: "connecting", baseline: {}, changes: [] };
  }

  /** Take in a frame of events; false where it brings nothing new. */
  addEvents(message) {
    if (message.to <= this.events) return false;
    for (const event of message.events) this.addEvent(event);
    this.events = message.to;
    return true;
  }

  addEvent(event) {
    this.step = Math.max(this.step, event.step);
    if (event.type === "metrics") this.addMetrics(event);
    else if (event.type === "sample") this.addSample(event);
    else if (event.type === "note") this.notes.push(event);
  }

  addMetrics({ step, phase, values }) {
    for (const [name, value] of Object.entries(values)) {
      if (!this.metrics.has(name)) this.metrics.set(name, new Series());
      this.metrics.get(name).add(step, value ?? NaN);
    }
    if (phase && this.phase) this.after.set(this.phase, phase);
    this.phase = phase;
  }

  addSample({ step, name, content }) {
    const list = this.samples.get(name) ?? [];
    list.push({ step, content });
    const kept = list.length > MOST_SAMPLES ? list.filter((_, index) => index % 2 === 0) : list;
    this.samples.set(name, kept);
  }

  /** The phase that the next half step will be as far as one can tell, "" where the run has none. */
  get nextPhase() {
    return this.after.get(this.phase) ?? this.phase;
  }

  get ended() {
    return ["finished", "stopped", "diverged", "failed", "gone"].includes(this.state.status);
  }

  /** Whether all that was computed has been shown here. */
  get caughtUp() {
    return this.events >= (this.state.events ?? 0);
  }
}
