// Where boxes and arrows of a diagram go: a grid of columns and rows becomes pixels, upright on narrow screens.

const NARROWEST = 8.2; // rem: a column that is narrower can't be read
const WITH_WORDS = 11; // the same where arrows carry words
const WIDEST = 15;
const UPRIGHT = 5.9; // rem: the narrowest column of an upright picture
const ROW = 7.4; // rem

/** Places for `width` pixels and a type size of `rem` pixels. */
export function layOut(description, width, rem) {
  const first = attempt(description, width, rem);
  const beside = Math.max(0, -first.bounds.left) + Math.max(0, first.bounds.right - first.wide);
  // Bent arrows may need a lane beside the boxes: make these narrower and try again.
  return beside > 1 ? attempt(description, width - beside - 0.5 * rem, rem) : first;
}

function attempt({ boxes, arrows }, width, rem) {
  const hasWords = arrows.some((arrow) => arrow.label);
  const least = (hasWords ? WITH_WORDS : NARROWEST) * rem;
  const across = spread(boxes, "column", "width");
  const down = spread(boxes, "row", "height");
  const upright = across > down && width / across < least;
  const columns = upright ? down : across;
  const narrowest = upright ? UPRIGHT * rem : least;
  const unit = Math.min(Math.max(width / columns, narrowest), WIDEST * rem);
  const sideways = hasWords ? Math.max(0.28 * unit, 4.2 * rem) : 0.24 * unit;
  const words = wordsAcross(boxes, arrows) ? Math.min(0.3 * unit, unit - (UPRIGHT + 0.7) * rem) : 0;
  const apart = Math.max(0.9 * rem, words); // words need room, and boxes theirs
  const grid = upright
    ? { unit, row: (ROW + 0.8) * rem, gapAcross: apart, gapDown: 2.6 * rem }
    : { unit, row: ROW * rem, gapAcross: sideways, gapDown: 2 * rem };
  const places = placeBoxes(upright ? boxes.map(turn) : boxes, grid);
  const known = arrows.filter((arrow) => places.has(arrow.start) && places.has(arrow.end));
  const size = { wide: columns * unit, high: (upright ? across : down) * grid.row };
  const routes = known.map((arrow) => route(arrow, known, places, { ...size, rem }));
  return { ...size, upright, narrow: unit < 7 * rem, places, arrows: routes, bounds: boundsOf(routes, size, rem) };
}

function spread(boxes, start, size) {
  return (
    Math.max(...boxes.map((box) => box[start] + box[size])) - Math.min(...boxes.map((box) => box[start]))
  );
}

/** Whether an arrow between two boxes of one column carries words: they lie side by side in an upright picture. */
function wordsAcross(boxes, arrows) {
  const columns = new Map(boxes.map((box) => [box.name, box.column]));
  return arrows.some(({ start, end, label }) => label && columns.get(start) === columns.get(end));
}

/** How far boxes and arrows reach together. */
function boundsOf(routes, { wide, high }, rem) {
  const ways = routes.flatMap(({ points }) => points);
  const reach = (axis, pick, edge, room) =>
    pick(edge, ...ways.map((point) => point[axis] + (pick === Math.min ? -room : room)));
  return {
    left: reach(0, Math.min, 0, 0.5 * rem),
    right: reach(0, Math.max, wide, 0.5 * rem),
    top: reach(1, Math.min, 0, 1.6 * rem),
    bottom: reach(1, Math.max, high, 1.6 * rem),
  };
}

const turn = (box) => ({ ...box, column: box.row, row: box.column, width: box.height, height: box.width });

function placeBoxes(boxes, { unit, row, gapAcross, gapDown }) {
  const left = Math.min(...boxes.map((box) => box.column));
  const top = Math.min(...boxes.map((box) => box.row));
  const places = boxes.map((box) => {
    const wide = box.width * unit - gapAcross;
    const high = box.height * row - gapDown;
    const x = (box.column - left) * unit + gapAcross / 2;
    const y = (box.row - top) * row + gapDown / 2;
    return [box.name, { x, y, wide, high, shape: box.shape, centre: [x + wide / 2, y + high / 2] }];
  });
  return new Map(places);
}

/** The way of one arrow: straight, or bent round the boxes that stand between. */
function route(arrow, arrows, places, { wide, high, rem }) {
  const from = places.get(arrow.start);
  const to = places.get(arrow.end);
  if (arrow.start === arrow.end) return { arrow, ...loop(from, rem) };
  const hasReturn = arrows.some(
    (other) => other !== arrow && other.start === arrow.end && other.end === arrow.start,
  );
  const others = [...places]
    .filter(([name]) => name !== arrow.start && name !== arrow.end)
    .map(([, place]) => place);
  const outside = ([x, y]) => Math.max(0, -x, x - wide) + Math.max(0, -y, y - high);
  const cost = ({ points }) =>
    1000 * others.filter((place) => points.some((point) => inside(point, place))).length +
    Math.max(...points.map(outside));
  const length = Math.hypot(to.centre[0] - from.centre[0], to.centre[1] - from.centre[1]);
  const bends = [0, 0.15, -0.15, 0.25, -0.25, 0.4, -0.4].map(
    (share) => Math.sign(share) * Math.min(Math.abs(share) * length, 8 * rem),
  );
  const ways = bends.map((bend) => way(from, to, bend, hasReturn ? 0.55 * rem : 0));
  const best = ways.reduce((one, other) => (cost(other) < cost(one) - 1 ? other : one));
  const [start, end] = [best.points[0], best.points.at(-1)];
  const rise = best.label[1] - (start[1] + end[1]) / 2; // words stand outside the bow
  return { arrow, ...best, below: Math.abs(rise) > 2 ? rise > 0 : arrow.dashed };
}

/** A way from box to box: moved aside by `shift`, bent by `bend` pixels. */
function way(from, to, bend, shift) {
  const [along, down] = [to.centre[0] - from.centre[0], to.centre[1] - from.centre[1]];
  const length = Math.hypot(along, down) || 1;
  const aside = ([x, y], by) => [x - (down / length) * by, y + (along / length) * by];
  const middle = aside(mix(from.centre, to.centre), shift + 2 * bend);
  const start = border(from, aside(from.centre, shift), bend ? middle : aside(to.centre, shift));
  const end = border(to, aside(to.centre, shift), bend ? middle : aside(from.centre, shift));
  const through = bend ? middle : mix(start, end);
  const points = Array.from({ length: 21 }, (_, index) => curveAt(start, through, end, index / 20));
  const [wide, high] = [Math.abs(end[0] - start[0]), Math.abs(end[1] - start[1])];
  return {
    path: `M${start}Q${through} ${end}`,
    label: points[10],
    points,
    steep: high > wide,
    room: Math.hypot(wide, high),
  };
}

function curveAt(start, middle, end, share) {
  return [0, 1].map(
    (axis) =>
      (1 - share) ** 2 * start[axis] + 2 * share * (1 - share) * middle[axis] + share ** 2 * end[axis],
  );
}

function inside([x, y], place) {
  return x > place.x && x < place.x + place.wide && y > place.y && y < place.y + place.high;
}

const mix = (one, other) => [(one[0] + other[0]) / 2, (one[1] + other[1]) / 2];

/** Where the way from a point inside a box to a point outside leaves the box. */
function border({ x, y, wide, high, shape }, [fromX, fromY], [toX, toY]) {
  const [along, down] = [toX - fromX, toY - fromY];
  if (shape === "circle") {
    const share = 1 / Math.hypot((2 * along) / wide, (2 * down) / high);
    return [Math.round(x + wide / 2 + along * share), Math.round(y + high / 2 + down * share)];
  }
  const shares = [
    along > 0 ? (x + wide - fromX) / along : along < 0 ? (x - fromX) / along : Infinity,
    down > 0 ? (y + high - fromY) / down : down < 0 ? (y - fromY) / down : Infinity,
  ];
  const share = Math.min(...shares);
  return [Math.round(fromX + along * share), Math.round(fromY + down * share)];
}

function loop({ x, y, wide }, rem) {
  const [left, right] = [x + wide * 0.35, x + wide * 0.65];
  return {
    path: `M${right} ${y}C${right + rem} ${y - 1.5 * rem} ${left - rem} ${y - 1.5 * rem} ${left} ${y}`,
    label: [x + wide / 2, y - 1.3 * rem],
    points: [[x, y - 1.5 * rem]],
    steep: false,
    below: false,
    room: wide,
  };
}

/** The outline of a box's shape as an SVG path; funnels narrow in the direction of reading. */
export function outline(shape, { x, y, wide, high }, upright) {
  const slant = 0.22;
  if (shape === "circle") {
    const [a, b] = [wide / 2, high / 2];
    return `M${x} ${y + b}a${a} ${b} 0 1 0 ${wide} 0a${a} ${b} 0 1 0 ${-wide} 0Z`;
  }
  if (shape === "funnel" || shape === "horn") {
    const [first, last] = shape === "funnel" ? [0, slant] : [slant, 0];
    const corners = upright
      ? [
          [first * wide, 0],
          [wide - first * wide, 0],
          [wide - last * wide, high],
          [last * wide, high],
        ]
      : [
          [0, first * high],
          [wide, last * high],
          [wide, high - last * high],
          [0, high - first * high],
        ];
    return `M${corners.map(([right, under]) => [x + right, y + under]).join("L")}Z`;
  }
  const r = Math.min(10, high / 4);
  return `M${x + r} ${y}h${wide - 2 * r}a${r} ${r} 0 0 1 ${r} ${r}v${high - 2 * r}a${r} ${r} 0 0 1 ${-r} ${r}h${2 * r - wide}a${r} ${r} 0 0 1 ${-r} ${-r}v${2 * r - high}a${r} ${r} 0 0 1 ${r} ${-r}Z`;
}
