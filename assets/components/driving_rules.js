// The car, its eyes and its network once more, so that a visitor can drive at once and beside the trained drivers.
// A test drives both this and dlcore/applications/reinforcement/driving step by step and compares.

export const SECONDS = 0.1; // of a step
export const STEPS = 400; // of a whole drive
export const TOP_SPEED = 12; // m/s
export const ACTIONS = [-1, 0, 1].flatMap((throttle) => [-1, 0, 1].map((steer) => [steer, throttle]));
export const COASTING = 4;
export const USUAL = { grip: 6, delay: 0, noise: 0, mass: 1, steering: 1, night: 0 };
const LIMITS = { grip: [0.5, 20], delay: [0, 4], noise: [0, 1], mass: [0.1, 10], steering: [0.1, 3], night: [0, 1] };
const [PULL, BRAKE, DRAG] = [5, 8, 0.2]; // m/s²
const [WHEELBASE, MOST_STEERING, STEERING_SPEED] = [2.5, 0.5, 3]; // m, rad, rad/s
const LATEST = 4; // steps that an action may come late
const WINDOW = 4; // points of the centreline before and behind, where a car is looked for

export const ANGLES = Array.from({ length: 7 }, (_, ray) => ((-75 + 25 * ray) * Math.PI) / 180); // from right to left
export const [REACH, SAMPLES] = [16, 32]; // metres, and looks along a ray
export const [ROWS, COLUMNS] = [12, 16]; // of the camera's picture; the first row is far away
const AHEAD = Array.from({ length: ROWS }, (_, row) => 1.5 * (24 / 1.5) ** (1 - row / (ROWS - 1)));
const SIDE = Array.from({ length: COLUMNS }, (_, column) => 0.9 - (1.8 * column) / (COLUMNS - 1));
const [DARK, GRAIN] = [0.85, 0.25]; // of a full night: light lost far away, spread of the noise
const SLIDE_SCALE = 4; // m/s

const clip = (value, low, high) => Math.min(high, Math.max(low, value));
const modulo = (value, bound) => ((value % bound) + bound) % bound;

/** The numbers of a world within what the rules bear; what is missing is as usual. */
export function readWorld(given = {}) {
  const world = {};
  for (const [name, usual] of Object.entries(USUAL)) {
    const value = Number(given[name] ?? usual);
    world[name] = clip(Number.isFinite(value) ? value : usual, ...LIMITS[name]);
  }
  world.delay = Math.round(world.delay);
  return world;
}

/** A track as it came, its bitmap unpacked; null where it is too short to drive on. */
export function readTrack(given) {
  const centre = given?.centre ?? [];
  if (centre.length < 2 * WINDOW + 1) return null;
  const bytes = Uint8Array.from(atob(given.bitmap ?? ""), (letter) => letter.charCodeAt(0));
  const around = centre.map((point, index) => centre[(index + 1) % centre.length]);
  const length = centre.reduce((sum, [x, y], index) => sum + Math.hypot(around[index][0] - x, around[index][1] - y), 0);
  const tangent = centre.map((_, index) => {
    const [x, y] = [0, 1].map((axis) => around[index][axis] - centre.at(index - 1)[axis]);
    return [x / Math.hypot(x, y), y / Math.hypot(x, y)];
  });
  return { ...given, centre, length, tangent, bytes, cells: Math.round(given.size / given.cell) };
}

/** Whether there is road at this point. */
export function onRoad({ bytes, cells, cell }, x, y) {
  const [column, row] = [Math.floor(x * (1 / cell)), Math.floor(y * (1 / cell))];
  if (!(column >= 0 && column < cells && row >= 0 && row < cells)) return false;
  const bit = row * cells + column;
  return ((bytes[bit >> 3] >> (7 - (bit & 7))) & 1) === 1;
}

/** A car at rest on the centreline, at this share of a lap. */
export function begin(track, share = 0) {
  const place = Math.floor(modulo(share, 1) * track.centre.length);
  const [x, y] = track.centre[place];
  const heading = Math.atan2(track.tangent[place][1], track.tangent[place][0]);
  return {
    ...{ x, y, heading, speed: 0, slide: 0, steering: 0, place, driven: 0, clock: 0, crashed: false },
    along: (place * track.length) / track.centre.length,
    history: new Array(LATEST + 1).fill(COASTING),
  };
}

/** A tenth of a second later: a new state. */
export function step(before, action, world, track) {
  const history = [action, ...before.history.slice(0, LATEST)];
  const car = move({ ...before, history, clock: before.clock + 1 }, ACTIONS[history[world.delay]], world);
  advance(car, track);
  car.crashed = !onRoad(track, car.x, car.y);
  return car;
}

function move(car, [steer, throttle], world) {
  const most = STEERING_SPEED * SECONDS;
  car.steering += clip(steer * MOST_STEERING - car.steering, -most, most);
  const force = ((throttle > 0 ? PULL : BRAKE) * throttle) / world.mass;
  const speed = clip(car.speed + (force - DRAG) * SECONDS, 0, TOP_SPEED);
  const angle = ((speed * Math.tan(car.steering * world.steering)) / WHEELBASE) * SECONDS;
  // The nose turns, the car's momentum does not: seen from the car it now points a little sideways.
  const [forward, side] = turned(speed, car.slide, -angle);
  const held = world.grip * SECONDS;
  car.slide = side - clip(side, -held, held); // the tyres take it away, as far as they hold
  car.heading += angle;
  car.speed = clip(forward, 0, TOP_SPEED);
  const [x, y] = turned(car.speed, car.slide, car.heading);
  car.x += x * SECONDS;
  car.y += y * SECONDS;
  return car;
}

/** An arrow (x, y) turned to the left by so many radians. */
function turned(x, y, angle) {
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  return [cosine * x - sine * y, sine * x + cosine * y];
}

/** Find the car's place along the track, and how far it came. */
function advance(car, { centre, tangent, length }) {
  let best = null;
  for (let near = -WINDOW; near <= WINDOW; near++) {
    const place = modulo(car.place + near, centre.length);
    const [x, y] = [car.x - centre[place][0], car.y - centre[place][1]];
    if (!best || x * x + y * y < best.apart) best = { place, x, y, apart: x * x + y * y };
  }
  const [ahead, up] = tangent[best.place];
  const along = (best.place * length) / centre.length + best.x * ahead + best.y * up;
  car.driven += modulo(along - car.along + length / 2, length) - length / 2;
  Object.assign(car, { place: best.place, along });
}

/** Rounds driven forward; who drives backwards has none. */
export const laps = (car, track) => Math.max(0, car.driven / track.length);

/** Share of the reach that is free in each direction, right to left; 1 where all of it is. */
export function rays(car, track) {
  return ANGLES.map((angle) => {
    const [cosine, sine] = [Math.cos(car.heading + angle), Math.sin(car.heading + angle)];
    for (let look = 1; look <= SAMPLES; look++) {
      const distance = (REACH * look) / SAMPLES;
      if (!onRoad(track, car.x + cosine * distance, car.y + sine * distance)) return (look - 1) / SAMPLES;
    }
    return 1;
  });
}

/** Road (1) or not (0) on the ground before the car, row by row, by day. */
export function camera(car, track) {
  const [cosine, sine] = [Math.cos(car.heading), Math.sin(car.heading)];
  return AHEAD.flatMap((ahead) =>
    SIDE.map((share) => {
      const left = ahead * share;
      const [x, y] = [car.x + cosine * ahead - sine * left, car.y + sine * ahead + cosine * left];
      return Number(onRoad(track, x, y));
    }),
  );
}

/** What the eyes give to the network, with the faults of this world. */
export function look(car, track, eyes, world) {
  const { noise, night } = world;
  let seen = eyes === "camera" ? camera(car, track) : rays(car, track);
  if (eyes === "camera" && night)
    seen = seen.map((light, cell) => {
      const far = Math.sqrt(AHEAD[Math.floor(cell / COLUMNS)] / AHEAD[0]);
      return light * (1 - DARK * night * far) + GRAIN * night * bell();
    });
  return noise ? seen.map((value) => clip(value + noise * bell(), 0, 1)) : seen;
}

/** What the car feels of itself: speed, slide, steering. */
export const feel = (car) => [car.speed / TOP_SPEED, car.slide / SLIDE_SCALE, car.steering / MOST_STEERING];

/** A number by chance, of the standard normal distribution. */
function bell() {
  return Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
}

/** What a network makes of its inputs: the probability of every action, and the likeliest one. */
export function choose(policy, inputs) {
  let values = inputs;
  policy.layers.forEach(({ weight, bias }, layer) => {
    const sums = weight.map((row, cell) => row.reduce((sum, one, index) => sum + one * values[index], bias[cell]));
    values = layer < policy.layers.length - 1 ? sums.map(Math.tanh) : sums;
  });
  const highest = Math.max(...values);
  const powers = values.map((value) => Math.exp(value - highest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return { action: values.indexOf(highest), probabilities: powers.map((power) => power / total) };
}
