// The games of deep Q-learning once more, so that a visitor can play at once: the same states, the same dice.
// A test plays both this and dlcore/applications/reinforcement/deep_q_learning move by move and compares.

const UP_RIGHT_DOWN_LEFT = [
  [-1, 0],
  [0, 1],
  [1, 0],
  [0, -1],
];

/** Each whole number as another one of 32 bits that looks drawn by chance. */
export function mixed(number) {
  let bits = number >>> 0;
  bits ^= bits >>> 16;
  bits = Math.imul(bits, 0x7feb352d);
  bits ^= bits >>> 15;
  bits = Math.imul(bits, 0x846ca68b);
  bits ^= bits >>> 16;
  return bits >>> 0;
}

/** `count` numbers of 32 bits, and the seed that comes next. */
function throws(seed, count) {
  const all = Array.from({ length: count + 1 }, (_, turn) => mixed(seed + Math.imul(turn + 1, 0x9e3779b9)));
  return [all.slice(0, count), all[count]];
}

const below = (drawn, bound) => Math.floor(((drawn >>> 16) * bound) / 65536);
const clip = (value, low, high) => Math.min(high, Math.max(low, value));
const modulo = (value, bound) => ((value % bound) + bound) % bound;
const nothing = () => ({ goal: false, failure: false, lost: false });

const cartpole = {
  begin(seed) {
    const [drawn, next] = throws(seed, 4);
    return [...drawn.map((number) => (0.1 * number) / 2 ** 32 - 0.05), 0, next];
  },
  step(state, action) {
    const [place, speed, angle, turn, clock, seed] = state;
    const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
    const push = action ? 10 : -10;
    const pull = (push + 0.05 * turn * turn * sine) / 1.1;
    const bend = (9.8 * sine - cosine * pull) / (0.5 * (4 / 3 - (0.1 * cosine * cosine) / 1.1));
    const after = [
      place + 0.02 * speed,
      speed + 0.02 * (pull - (0.05 * bend * cosine) / 1.1),
      angle + 0.02 * turn,
      turn + 0.02 * bend,
      clock + 1,
      seed,
    ];
    const lost = Math.abs(after[0]) > 2.4 || Math.abs(after[2]) > (24 * Math.PI) / 360;
    return { state: after, goal: false, failure: lost, lost, point: 1 };
  },
};

function newSpeeds(state) {
  const [drawn, next] = throws(state[26], 8);
  drawn.forEach((number, lane) => {
    const period = 1 + below(number, 5);
    state[9 + lane] = period;
    state[17 + lane] = number & 1 ? period : -period;
  });
  state[26] = next;
}

const freeway = {
  begin(seed) {
    const state = new Array(27).fill(0);
    [state[0], state[26]] = [9, seed];
    newSpeeds(state);
    return state;
  },
  step(before, action) {
    const state = [...before];
    const result = nothing();
    let hen = clip(state[0] - (action === 1) + (action === 2), 0, 9);
    if (hen === 0) {
      result.goal = true;
      newSpeeds(state);
      hen = 9;
    }
    const touched = () => hen > 0 && hen < 9 && state[hen] === 4;
    result.failure = touched();
    for (let lane = 0; lane < 8; lane++) {
      if (state[9 + lane] === 0) {
        state[1 + lane] = modulo(state[1 + lane] + Math.sign(state[17 + lane]), 10);
        state[9 + lane] = Math.abs(state[17 + lane]);
      } else state[9 + lane] -= 1;
    }
    result.failure ||= touched();
    state[0] = result.failure ? 9 : hen;
    state[25] += 1;
    return { ...result, state, point: Number(result.goal) };
  },
};

const breakout = {
  begin(seed) {
    const [[drawn], next] = throws(seed, 1);
    const right = below(drawn, 2);
    return [4, 9 * right, 3, 2 + right, 9 * right, 3, 0, 1023, 1023, 1023, 0, next];
  },
  step(before, action) {
    const state = [...before];
    const result = nothing();
    const paddle = clip(state[0] - (action === 1) + (action === 2), 0, 9);
    let [, x, y, way, , , strike] = state;
    const [fromX, fromY] = [x, y];
    x += [-1, 1, 1, -1][way];
    y += [-1, -1, 1, 1][way];
    if (x < 0 || x > 9) way = [1, 0, 3, 2][way];
    x = clip(x, 0, 9);
    const turned = [3, 2, 1, 0];
    const brick = y >= 1 && y <= 3 && ((state[6 + y] >> x) & 1) === 1;
    if (y < 0) [y, way] = [0, turned[way]];
    else if (brick && !strike) {
      result.goal = true;
      state[6 + y] &= ~(1 << x);
      [y, way] = [fromY, turned[way]];
    } else if (y === 9) {
      if (!(state[7] || state[8] || state[9])) state[7] = state[8] = state[9] = 1023;
      if (fromX === paddle) [y, way] = [fromY, turned[way]];
      else if (x === paddle) [y, way] = [fromY, [2, 3, 0, 1][way]];
      else result.failure = result.lost = true;
    }
    strike = Number(brick);
    state.splice(0, 7, paddle, x, y, way, fromX, fromY, strike);
    state[10] += 1;
    return { ...result, state, point: Number(result.goal) };
  },
};

/** Columns of a state of “collect”, which depend on the world. */
export function columns(scene) {
  const fruits = Math.min(5, scene.places.length - 1);
  const guards = scene.guards.length;
  return { fruits, guards, guardsFrom: 1 + fruits, waysFrom: 1 + fruits + guards, length: 3 + fruits + 2 * guards };
}

function neighbour(cell, move, scene) {
  const [down, right] = UP_RIGHT_DOWN_LEFT[move] ?? [0, 0];
  const [row, column] = [Math.floor(cell / 10) + down, (cell % 10) + right];
  const inside = row >= 0 && row < 10 && column >= 0 && column < 10;
  return inside && !scene.walls.includes(row * 10 + column) ? row * 10 + column : cell;
}

function grow(state, column, scene) {
  const { fruits, length } = columns(scene);
  const [[drawn], next] = throws(state[length - 1], 1);
  state[length - 1] = next;
  const taken = state.slice(1, 1 + fruits);
  const free = scene.places.filter((place) => !taken.includes(place));
  state[column] = free[below(drawn, free.length)];
}

const collect = {
  begin(seed, scene) {
    const { fruits, guards, guardsFrom, waysFrom, length } = columns(scene);
    const state = new Array(length).fill(0);
    state[0] = scene.start;
    for (let guard = 0; guard < guards; guard++)
      [state[guardsFrom + guard], state[waysFrom + guard]] = [scene.guards[guard], 1];
    const [drawn, next] = throws(seed, scene.places.length);
    const order = scene.places.map((_, index) => index).sort((one, other) => drawn[one] - drawn[other]);
    for (let fruit = 0; fruit < fruits; fruit++) state[1 + fruit] = scene.places[order[fruit]];
    state[length - 1] = next;
    return state;
  },
  step(before, action, scene) {
    const state = [...before];
    const result = nothing();
    const { fruits, guards, guardsFrom, waysFrom, length } = columns(scene);
    const cell = neighbour(state[0], action, scene);
    for (let guard = 0; guard < guards; guard++) {
      const [at, way] = [state[guardsFrom + guard], state[waysFrom + guard]];
      const to = neighbour(at, way > 0 ? 1 : 3, scene);
      if (at === cell || to === cell) result.lost = true;
      state[guardsFrom + guard] = to;
      if (to === at) state[waysFrom + guard] = -way;
    }
    result.failure = result.lost;
    state[0] = cell;
    state[length - 2] += 1;
    for (let fruit = 1; fruit <= fruits; fruit++) {
      if (before[fruit] !== cell || result.lost) continue;
      result.goal = true;
      grow(state, fruit, scene);
    }
    return { ...result, state, point: Number(result.goal) };
  },
};

export const RULES = { cartpole, freeway, breakout, collect };
export const LIMITS = { cartpole: 500, freeway: 250, breakout: 500, collect: 200 };
