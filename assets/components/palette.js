// The palette of dlcore/plotting/theme.py (a test compares the two). Shapes and dashes say what colours say.

export const LIGHT = ["#0072B2", "#A68000", "#590000", "#8000F2", "#000059", "#F25980"];
export const DARK = ["#56B4E9", "#FF5C5C", "#A97BFF", "#FFCCA6", "#B88A8A", "#CCFF00"];
export const DASHES = ["solid", "dash", "dot", "dashdot", "longdash", "longdashdot"];
export const MARKERS = ["circle", "diamond", "square", "cross", "triangle-up", "x"];
export const DIVERGING = [
  [0.0, "#0072B2"],
  [0.5, "#F4F4F2"],
  [1.0, "#D55E00"],
];

export const colours = (dark) => (dark ? DARK : LIGHT);

/** Of a list, round and round. */
export const pick = (list, index) => list[((index % list.length) + list.length) % list.length];

/** The dash of a line on a canvas, in pixels. */
export function canvasDash(name, width) {
  const lengths = {
    solid: [],
    dash: [6, 4],
    dot: [1.5, 3],
    dashdot: [6, 3, 1.5, 3],
    longdash: [11, 4],
    longdashdot: [11, 3, 1.5, 3],
  };
  return lengths[name].map((length) => length * width);
}

/** 256 colours from low to high, as [red, green, blue]. */
export function divergingTable() {
  const stops = DIVERGING.map(([place, colour]) => [place, parse(colour)]);
  return Array.from({ length: 256 }, (_, level) => {
    const place = level / 255;
    const upper = stops.findIndex(([bound]) => bound >= place) || 1;
    const [low, from] = stops[upper - 1];
    const [high, to] = stops[upper];
    const share = (place - low) / (high - low);
    return from.map((channel, index) => Math.round(channel + (to[index] - channel) * share));
  });
}

function parse(colour) {
  return [1, 3, 5].map((start) => parseInt(colour.slice(start, start + 2), 16));
}
