// A plane on a canvas: a surface of values in two colours, points with a shape for each group, lines and arrows.

import { element, readable, theme } from "./dom.js";
import { DASHES, MARKERS, canvasDash, colours, divergingTable, pick } from "./palette.js";

const TABLE = divergingTable();
const surfaces = new WeakMap(); // content -> its surface as a small canvas

/** Draw a plane's content to fill the canvas; returns the frame that turns data units into pixels and back. */
export function drawPlane(canvas, content) {
  const look = theme(canvas);
  const ratio = window.devicePixelRatio || 1;
  const width = canvas.clientWidth;
  const height = canvas.clientHeight;
  if (!width || !height) return null;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const pen = canvas.getContext("2d");
  pen.scale(ratio, ratio);
  const frame = frameOf(content.extent, width, height, look.size);
  drawSurface(pen, frame, content);
  if (content.picture) pen.drawImage(content.picture, frame.left, frame.top, frame.width, frame.height);
  drawAxes(pen, frame, look);
  pen.save();
  pen.beginPath();
  pen.rect(frame.left, frame.top, frame.width, frame.height);
  pen.clip();
  for (const line of content.lines) drawLine(pen, frame, line, look);
  for (const layer of content.points) drawPoints(pen, frame, layer, look);
  pen.restore();
  return frame;
}

/** The rectangle of the plot and the way from data to pixels; true to scale where the sides are alike. */
export function frameOf([left, right, bottom, top], width, height, size) {
  const margin = { left: 2.4 * size, right: 0.5 * size, top: 0.5 * size, bottom: 1.5 * size };
  let wide = width - margin.left - margin.right;
  let high = height - margin.top - margin.bottom;
  const shape = (right - left) / (top - bottom);
  if (shape >= 0.5 && shape <= 2) {
    wide = Math.min(wide, high * shape);
    high = wide / shape;
  }
  const frame = {
    left: margin.left + (width - margin.left - margin.right - wide) / 2,
    top: margin.top,
    width: wide,
    height: high,
  };
  frame.extent = [left, right, bottom, top];
  frame.x = (value) => frame.left + ((value - left) / (right - left)) * wide;
  frame.y = (value) => frame.top + ((top - value) / (top - bottom)) * high;
  frame.data = (x, y) => [
    left + ((x - frame.left) / wide) * (right - left),
    top - ((y - frame.top) / high) * (top - bottom),
  ];
  return frame;
}

function drawSurface(pen, frame, content) {
  if (!content.surface) return;
  if (!surfaces.has(content)) surfaces.set(content, surfaceCanvas(content.surface));
  pen.imageSmoothingEnabled = true;
  pen.drawImage(surfaces.get(content), frame.left, frame.top, frame.width, frame.height);
}

function surfaceCanvas({ rows, columns, levels }) {
  const bytes = Uint8Array.from(atob(levels), (character) => character.charCodeAt(0));
  const image = new ImageData(columns, rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const level = bytes[(rows - 1 - row) * columns + column]; // first row at the bottom
      image.data.set([...TABLE[level], 255], (row * columns + column) * 4);
    }
  }
  const canvas = element("canvas", { width: columns, height: rows });
  canvas.getContext("2d").putImageData(image, 0, 0);
  return canvas;
}

function drawAxes(pen, frame, look) {
  const [left, right, bottom, top] = frame.extent;
  const size = Math.round(look.size * 0.75);
  pen.strokeStyle = look.border;
  pen.fillStyle = look.text;
  pen.font = `${size}px ${look.font}`;
  pen.lineWidth = 1;
  pen.strokeRect(frame.left, frame.top, frame.width, frame.height);
  pen.textAlign = "center";
  pen.textBaseline = "top";
  for (const value of ticks(left, right, frame.width / (4 * size))) {
    mark(pen, frame.x(value), frame.top + frame.height, 0, 4);
    pen.fillText(readable(value), frame.x(value), frame.top + frame.height + 6);
  }
  pen.textAlign = "right";
  pen.textBaseline = "middle";
  for (const value of ticks(bottom, top, frame.height / (3 * size))) {
    mark(pen, frame.left, frame.y(value), -4, 0);
    pen.fillText(readable(value), frame.left - 6, frame.y(value));
  }
}

function mark(pen, x, y, along, down) {
  pen.beginPath();
  pen.moveTo(x, y);
  pen.lineTo(x + along, y + down);
  pen.stroke();
}

/** Round values between two bounds, about `count` of them. */
export function ticks(low, high, count) {
  const rough = (high - low) / Math.max(1, Math.min(count, 8));
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= rough) * power;
  const found = [];
  for (let index = Math.ceil(low / step); index * step <= high + step * 1e-9; index++) {
    found.push(Number((index * step).toPrecision(12)));
  }
  return found;
}

function drawLine(pen, frame, { xy, group }, look) {
  if (!xy.length) return;
  const width = look.size / 8;
  pen.strokeStyle = pick(colours(look.dark), group);
  pen.lineWidth = width;
  pen.setLineDash(canvasDash(pick(DASHES, group), width));
  pen.beginPath();
  xy.forEach(([x, y], index) =>
    index ? pen.lineTo(frame.x(x), frame.y(y)) : pen.moveTo(frame.x(x), frame.y(y)),
  );
  pen.stroke();
  pen.setLineDash([]);
}

function drawPoints(pen, frame, { xy, group, arrows }, look) {
  const radius = (xy.length > 300 ? 0.14 : xy.length > 80 ? 0.2 : 0.28) * look.size;
  if (arrows) arrows.forEach(([along, up], index) => drawArrow(pen, frame, xy[index], [along, up], look));
  pen.fillStyle = pick(colours(look.dark), group);
  pen.strokeStyle = look.background;
  pen.lineWidth = radius > 3 ? 1.2 : 0.6;
  for (const [x, y] of xy) {
    marker(pen, pick(MARKERS, group), frame.x(x), frame.y(y), radius);
    pen.fill();
    pen.stroke();
  }
}

function drawArrow(pen, frame, [x, y], [along, up], look) {
  const [fromX, fromY, toX, toY] = [frame.x(x), frame.y(y), frame.x(x + along), frame.y(y + up)];
  const length = Math.hypot(toX - fromX, toY - fromY);
  if (length < 1.5) return;
  const head = Math.min(look.size * 0.35, length * 0.6);
  const turn = Math.atan2(toY - fromY, toX - fromX);
  pen.strokeStyle = look.text;
  pen.lineWidth = look.size / 14;
  pen.beginPath();
  pen.moveTo(fromX, fromY);
  pen.lineTo(toX, toY);
  for (const side of [-0.5, 0.5]) {
    pen.moveTo(toX, toY);
    pen.lineTo(toX - head * Math.cos(turn + side), toY - head * Math.sin(turn + side));
  }
  pen.stroke();
}

/** The outline of a marker as a path. */
export function marker(pen, shape, x, y, radius) {
  pen.beginPath();
  if (shape === "circle") return pen.arc(x, y, radius, 0, 2 * Math.PI);
  const outlines = {
    diamond: [
      [0, -1.3],
      [1.3, 0],
      [0, 1.3],
      [-1.3, 0],
    ],
    square: [
      [-1, -1],
      [1, -1],
      [1, 1],
      [-1, 1],
    ],
    "triangle-up": [
      [0, -1.3],
      [1.2, 0.9],
      [-1.2, 0.9],
    ],
    cross: [
      [-0.4, -1.3],
      [0.4, -1.3],
      [0.4, -0.4],
      [1.3, -0.4],
      [1.3, 0.4],
      [0.4, 0.4],
      [0.4, 1.3],
      [-0.4, 1.3],
      [-0.4, 0.4],
      [-1.3, 0.4],
      [-1.3, -0.4],
      [-0.4, -0.4],
    ],
    x: [
      [-1.2, -0.6],
      [-0.6, -1.2],
      [0, -0.6],
      [0.6, -1.2],
      [1.2, -0.6],
      [0.6, 0],
      [1.2, 0.6],
      [0.6, 1.2],
      [0, 0.6],
      [-0.6, 1.2],
      [-1.2, 0.6],
      [-0.6, 0],
    ],
  };
  outlines[shape].forEach(([right, down], index) => {
    pen[index ? "lineTo" : "moveTo"](x + right * radius, y + down * radius);
  });
  return pen.closePath();
}

/** What the shapes, lines and colours of a plane mean, as small elements to stand below it. */
export function planeLegend(host, content) {
  const look = theme(host);
  const entries = [
    ...content.points.map((layer) => [layer, false]),
    ...content.lines.map((line) => [line, true]),
  ]
    .filter(([layer]) => layer.label)
    .map(([layer, isLine]) =>
      element("span", { class: "key" }, swatch(layer.group, isLine, look), layer.label),
    );
  if (content.surface) {
    const bar = element("span", { class: "ramp" });
    entries.push(element("span", { class: "key" }, readable(content.low), bar, readable(content.high)));
  }
  return entries;
}

/** A small picture of a group's marker or line. */
export function swatch(group, isLine, look) {
  const size = Math.round(look.size);
  const wide = isLine ? 2 * size : size;
  const canvas = element("canvas", { width: wide * 2, height: size * 2, "aria-hidden": "true" });
  canvas.style.cssText = `width:${wide}px;height:${size}px`;
  const pen = canvas.getContext("2d");
  pen.scale(2, 2);
  const whole = { x: (value) => value * wide, y: (value) => value * size };
  if (isLine)
    drawLine(
      pen,
      whole,
      {
        xy: [
          [0, 0.5],
          [1, 0.5],
        ],
        group,
      },
      look,
    );
  else drawPoints(pen, whole, { xy: [[0.5, 0.5]], group }, look);
  return canvas;
}
