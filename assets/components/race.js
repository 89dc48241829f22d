// A drive of several cars at once: who is on the track, what they see and choose, how far they came.

import * as rules from "./driving_rules.js";

/** The cars do not touch each other; `own` says whether the visitor drives too, `turn` which drive it is. */
export class Race {
  constructor(track, drivers, { own = false, turn = 0 } = {}) {
    Object.assign(this, { track, turn, clock: 0 });
    // Each drive begins elsewhere, so that many of them tell something; those of the visitor at the line.
    const share = own ? 0 : (turn * 0.618034) % 1;
    const state = rules.begin(track, share);
    const all = drivers.map((driver, kind) => ({ ...driver, kind }));
    if (own) all.unshift({ name: "You", kind: "own", policy: null });
    this.cars = all.map((driver) => ({ ...driver, state, before: state, trail: [], over: false, choice: null }));
  }

  /** The visitor's car, if there is one. */
  get own() {
    return this.cars.find((car) => car.kind === "own");
  }

  get over() {
    return this.clock >= rules.STEPS || this.own?.over || this.cars.every((car) => car.over);
  }

  /** A tenth of a second in this world; returns the cars that have just crashed. */
  step(world, ownAction) {
    this.clock += 1;
    const crashed = [];
    for (const car of this.cars) {
      car.before = car.state;
      if (car.over) continue;
      car.state = rules.step(car.state, this.action(car, world, ownAction), world, this.track);
      if (Math.abs(car.state.slide) > 0.3) car.trail.push(car.state);
      else if (car.trail.at(-1)) car.trail.push(null); // the marks end here
      car.trail.splice(0, car.trail.length - 300);
      if (car.state.crashed) {
        car.over = true;
        crashed.push(car);
      }
    }
    return crashed;
  }

  action(car, world, ownAction) {
    if (!car.policy) return ownAction;
    const inputs = [...rules.look(car.state, this.track, car.policy.eyes, world), ...rules.feel(car.state)];
    car.choice = { ...rules.choose(car.policy, inputs), inputs };
    return car.choice.action;
  }

  laps(car) {
    return rules.laps(car.state, this.track);
  }
}

/** Where a car is between two steps. */
export function between(before, after, share) {
  const mixed = (name) => before[name] + (after[name] - before[name]) * share;
  return { ...after, x: mixed("x"), y: mixed("y"), heading: mixed("heading"), steering: mixed("steering") };
}
