// A curve told in plain sentences, for those who can't see it and for those who want to learn to read one.

import { readable } from "./dom.js";
import { changeWords, chosenNames, partner } from "./curve.js";

/** What the chart shows, one string a sentence. */
export function curveWords({ runs, chosen, metrics }) {
  return runs.flatMap(({ record, label }) => {
    const intro = runs.length > 1 ? [`${label}:`] : [];
    const told = chosenNames(record, chosen).flatMap(({ name }) =>
      oneCurve(record, name, metrics[name] ?? { label: name }),
    );
    const gaps = chosen.flatMap((base) => gapWords(record, base, metrics));
    const changes = (record.state.changes ?? []).map(
      ({ step, values }) => `At step ${readable(step)} it was changed: ${changeWords(values)}.`,
    );
    if (!told.length) return [...intro, "There is no curve yet."];
    return [...intro, ...told, ...gaps, ...changes];
  });
}

function oneCurve(record, name, { label, better = "lower" }) {
  const { steps, values } = record.metrics.get(name);
  const finite = values.filter(Number.isFinite);
  if (finite.length < values.length && !Number.isFinite(values.at(-1))) {
    const place = values.findIndex((value) => !Number.isFinite(value));
    return [`${label} stops being a number at step ${readable(steps[place])}: training has diverged.`];
  }
  if (finite.length < 2) return [`${label} is ${readable(finite[0])}; one value makes no curve yet.`];
  const sentences = [
    `${label} starts at ${readable(finite[0])} and is ${readable(finite.at(-1))} at step ${readable(steps.at(-1))}.`,
  ];
  if (better !== "neither") sentences.push(bestWords(steps, values, better));
  sentences.push(trendWords(finite, better));
  const baseline = record.state.baseline?.[name];
  if (baseline !== undefined) sentences.push(baselineWords(finite.at(-1), baseline, better));
  return sentences.filter(Boolean);
}

function bestWords(steps, values, better) {
  const compare = better === "lower" ? (one, other) => one < other : (one, other) => one > other;
  let place = 0;
  values.forEach((value, index) => compare(value, values[place]) && (place = index));
  return `Its best value so far is ${readable(values[place])}, at step ${readable(steps[place])}.`;
}

/** Which way the last fifth of the curve goes, measured against how much it wobbles. */
export function trendWords(values, better) {
  if (values.length < 10) return "";
  const tail = values.slice(-Math.max(6, Math.floor(values.length / 5)));
  const half = Math.floor(tail.length / 2);
  const mean = (part) => part.reduce((sum, value) => sum + value, 0) / part.length;
  const change = mean(tail.slice(half)) - mean(tail.slice(0, half));
  const spread = Math.sqrt(mean(tail.map((value) => (value - mean(tail)) ** 2)));
  const noise = 2 * spread * Math.sqrt(2 / half); // twice the standard error of the difference of two means
  if (Math.abs(change) < Math.max(noise, 1e-9)) return "In its last fifth it hardly changes any more.";
  const direction = change < 0 ? "falling" : "rising";
  if (better === "neither") return `It is still ${direction}.`;
  const good = change < 0 === (better === "lower");
  return `It is still ${direction}, which is ${good ? "getting better" : "getting worse"}.`;
}

function baselineWords(value, baseline, better) {
  if (better === "neither") return `The baseline is ${readable(baseline)}.`;
  const ahead = better === "lower" ? baseline - value : value - baseline;
  if (ahead === 0) return `The baseline has the same value, ${readable(baseline)}.`;
  return `The baseline is ${readable(baseline)}: the model is ${ahead > 0 ? "better" : "worse"} by ${readable(Math.abs(ahead))}.`;
}

/** The gap between what is practised and what is held out, and whether it widens. */
function gapWords(record, base, metrics) {
  const training = record.metrics.get(base);
  const heldOut = record.metrics.get(partner(base));
  if (!training || !heldOut || heldOut.values.length < 4) return [];
  const sign = metrics[base]?.better === "higher" ? -1 : 1;
  const gapAt = (place) => sign * (heldOut.values[place] - near(training, heldOut.steps[place]));
  const last = gapAt(heldOut.values.length - 1);
  const before = gapAt(Math.floor(heldOut.values.length / 2));
  const size = `On held-out data it is ${readable(Math.abs(last))} ${last > 0 ? "worse" : "better"} than in training`;
  if (last > 0 && last > before * 1.3 && last - before > 0.02 * Math.abs(heldOut.last)) {
    return [
      `${size}, and the gap is widening: the model begins to learn its examples by heart (overfitting).`,
    ];
  }
  return [`${size}.`];
}

/** A curve's mean over the few points before a step. */
function near({ steps, values }, step) {
  let end = steps.findIndex((other) => other > step);
  if (end === -1) end = steps.length;
  const part = values.slice(Math.max(0, end - 15), Math.max(1, end));
  return part.reduce((sum, value) => sum + value, 0) / part.length;
}
