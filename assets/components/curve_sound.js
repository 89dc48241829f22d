// A curve as sound: time runs along the steps, a high tone is a high value.

const SECONDS = 4;
const LOWEST = 200; // hertz
const HIGHEST = 1000;

let playing = null;

/** Play values, one curve after the other; `ended` is called when it is over or was stopped. */
export function listen(curves, ended) {
  stopListening();
  const context = new AudioContext();
  const loudness = context.createGain();
  loudness.gain.value = 0.12;
  loudness.connect(context.destination);
  let start = context.currentTime + 0.05;
  let last = null;
  for (const values of curves) {
    last = tone(context, loudness, values, start);
    start += SECONDS + 0.4;
  }
  playing = { context, ended };
  if (last) last.onended = stopListening;
  else stopListening();
}

export function stopListening() {
  if (!playing) return;
  const { context, ended } = playing;
  playing = null;
  context.close();
  ended();
}

export function isListening() {
  return playing !== null;
}

function tone(context, output, values, start) {
  const oscillator = context.createOscillator();
  oscillator.frequency.setValueCurveAtTime(pitches(values), start, SECONDS);
  oscillator.connect(output);
  oscillator.start(start);
  oscillator.stop(start + SECONDS);
  return oscillator;
}

/** The pitch of a hundred places along the curve; equal steps of value are equal steps for the ear. */
export function pitches(values) {
  const finite = values.filter(Number.isFinite);
  const low = Math.min(...finite);
  const span = Math.max(...finite) - low || 1;
  const places = Math.min(100, Math.max(2, finite.length));
  return Float32Array.from({ length: places }, (_, index) => {
    const value = finite[Math.round((index / (places - 1)) * (finite.length - 1))];
    return LOWEST * (HIGHEST / LOWEST) ** ((value - low) / span);
  });
}
