// The curves of one or several runs in one Plotly chart.

import { element, readable, svg, theme } from "./dom.js";
import { DASHES, canvasDash, colours, pick } from "./palette.js";
import { plotly } from "./plotly.js";
import { extremes } from "./record.js";

/** Training figures and the held-out figure of the same name belong into one chart. */
export function partner(name) {
  return `validation_${name}`;
}

export class Curve {
  constructor(host) {
    this.host = host;
    this.watcher = new ResizeObserver(() => this.again?.());
    this.watcher.observe(host);
  }

  /**
   * Draw `runs` ([{record, label}]) with the metrics `chosen`; `metrics` has their labels.
   * Calls while the chart library is still loading are made good when it is there.
   */
  async draw(state) {
    this.again = () => this.draw(state);
    this.latest = state;
    const library = await plotly();
    if (this.latest !== state || !this.host.isConnected) return;
    const look = theme(this.host);
    await library.react(this.host, traces(state, look, this.host.clientWidth), layout(state, look), {
      displayModeBar: false,
      responsive: false,
      scrollZoom: false,
      doubleClick: "reset",
    });
  }

  close() {
    this.watcher.disconnect();
    window.Plotly?.purge(this.host);
  }
}

function traces(state, look, width) {
  const found = [];
  state.runs.forEach((run, runIndex) => {
    chosenNames(run.record, state.chosen).forEach(({ name, group, heldOut }) => {
      const series = run.record.metrics.get(name);
      const style = state.runs.length > 1 ? styleOfRun(runIndex, heldOut) : styleOfMetric(group, heldOut);
      const label = state.metrics[name]?.label ?? name;
      const title = state.runs.length > 1 ? `${run.label}: ${label}` : label;
      found.push(lineTrace(series, title, style, state, look, width));
    });
  });
  return [...found, ...baselines(state, look)];
}

/** The metrics that are drawn for a run: each chosen one, and the held-out one beside it. */
export function chosenNames(record, chosen) {
  return chosen.flatMap((base, group) =>
    [base, partner(base)]
      .filter((name) => record.metrics.has(name))
      .map((name) => ({ name, group, heldOut: name !== base })),
  );
}

function styleOfMetric(group, heldOut) {
  return { colour: group, dash: heldOut ? "dash" : "solid", width: heldOut ? 2.4 : 1.8, faint: false };
}

function styleOfRun(index, heldOut) {
  return { colour: index, dash: pick(DASHES, index), width: heldOut ? 3 : 1.8, faint: false };
}

function lineTrace(series, title, style, state, look, width) {
  const smooth = smoothed(series.values, state.smoothing);
  // Two points to a pixel column are all that can be seen; more only make the page slow.
  const bin = Math.max(1, Math.ceil((series.values.length * 2) / Math.max(200, width)));
  const [x, y] = bin > 1 ? extremes(series.steps, smooth, bin) : [series.steps, smooth];
  const few = x.length <= 40;
  return {
    x: [...x],
    y: [...y],
    name: plain(title),
    type: "scatter",
    mode: few ? "lines+markers" : "lines",
    marker: { size: look.size * 0.3 },
    line: {
      color: pick(colours(look.dark), style.colour),
      dash: style.dash,
      width: (style.width * look.size) / 16,
    },
    hovertemplate: "%{y:.5g}",
    connectgaps: false,
  };
}

/** A running mean that forgets: `amount` from 0 (none) to .99. */
export function smoothed(values, amount) {
  if (!amount) return values;
  let mean = 0;
  let weight = 0;
  return values.map((value) => {
    if (!Number.isFinite(value)) return value;
    mean = amount * mean + (1 - amount) * value;
    weight = amount * weight + (1 - amount); // the first values would be drawn towards zero without it
    return mean / weight;
  });
}

/** The baseline as a level line; once where all runs share it. */
function baselines(state, look) {
  const found = new Map();
  for (const { record } of state.runs) {
    for (const base of state.chosen) {
      const names = [partner(base), base].filter((name) => record.state.baseline?.[name] !== undefined);
      if (!names.length || !chosenNames(record, [base]).length) continue;
      const value = record.state.baseline[names[0]];
      found.set(`${base} ${value}`, { base, value, until: Math.max(record.step, 1) });
    }
  }
  return [...found.values()].map(({ base, value, until }) => ({
    x: [0, until],
    y: [value, value],
    name: plain(
      `baseline${state.chosen.length > 1 ? ` (${state.metrics[base]?.label ?? base})` : ""}: ${readable(value)}`,
    ),
    type: "scatter",
    mode: "lines",
    line: { color: look.text, dash: "dot", width: (1.6 * look.size) / 16 },
    hovertemplate: "%{y:.5g}",
    isBaseline: true,
  }));
}

/** What each line means, with its newest value: small elements to stand above the chart. */
export function curveLegend(state, host) {
  const look = theme(host);
  return traces(state, look, 400).map(({ name, y, line, isBaseline }) => {
    const words = isBaseline ? name : `${name} ${readable(y.at(-1))}`;
    return element(
      "span",
      { class: "key" },
      lineSwatch(line, look),
      words.replaceAll("&lt;", "<").replaceAll("&amp;", "&"),
    );
  });
}

function lineSwatch({ color, dash, width }, look) {
  const [wide, high] = [Math.round(2.2 * look.size), Math.round(look.size * 0.7)];
  const pattern = canvasDash(dash, width).join(" ");
  const stroke = {
    d: `M0 ${high / 2}H${wide}`,
    stroke: color,
    "stroke-width": width * 1.2,
    "stroke-dasharray": pattern || null,
  };
  return svg("svg", { width: wide, height: high, "aria-hidden": "true" }, svg("path", stroke));
}

function layout(state, look) {
  const size = look.size * 0.78;
  const drawn = state.runs.some(({ record }) => record.metrics.size > 0);
  const axis = {
    zeroline: drawn,
    showgrid: drawn, // without a curve the lines and numbers of the axes would mean nothing
    showticklabels: drawn,
    gridcolor: mixed(look),
    zerolinecolor: mixed(look),
    linecolor: look.border,
    automargin: true,
  };
  return {
    autosize: true,
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: look.font, color: look.text, size },
    margin: { l: 8, r: 12, t: 12, b: 8 },
    xaxis: {
      ...axis,
      title: { text: "step", standoff: 4, font: { size } },
      rangemode: "tozero",
      exponentformat: "none",
    },
    yaxis: { ...axis, type: state.logarithmic ? "log" : "linear", exponentformat: "power" },
    showlegend: false, // ours stands above the chart: it wraps, grows with the type and leaves the chart its height
    hovermode: "x unified",
    hoverlabel: { bgcolor: look.second, font: { color: look.text, size } },
    uirevision: state.chosen.join() + state.logarithmic, // keeps the visitor's zoom while points arrive
    ...marks(state, look, size),
  };
}

/** Where live settings were changed: an upright line with the new value beside it. */
function marks(state, look, size) {
  const all = state.runs.flatMap(({ record }) => record.state.changes ?? []);
  const changes = [
    ...new Map(all.map((change) => [`${change.step} ${changeWords(change.values)}`, change])).values(),
  ];
  return {
    shapes: changes.map(({ step }) => ({
      type: "line",
      xref: "x",
      yref: "paper",
      x0: step,
      x1: step,
      y0: 0,
      y1: 1,
      line: { color: look.text, width: 1, dash: "dashdot" },
    })),
    annotations: changes.map(({ step, values }, index) => ({
      x: step,
      xref: "x",
      y: 1 - 0.09 * (index % 4),
      yref: "paper",
      yanchor: "top",
      xanchor: "left",
      showarrow: false,
      text: plain(changeWords(values)),
      font: { size: size * 0.92 },
      bgcolor: look.background,
      opacity: 0.9,
    })),
  };
}

export function changeWords(values) {
  return Object.entries(values)
    .map(
      ([name, value]) =>
        `${name.replaceAll("_", " ")} → ${typeof value === "number" ? readable(value) : value}`,
    )
    .join(", ");
}

function mixed(look) {
  return look.dark ? "rgba(255,255,255,0.14)" : "rgba(0,0,0,0.10)";
}

/** Plotly reads tags and entities in its texts: names from outside must be plain. */
function plain(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
