// Plotly as the plotly package ships it: a script of 4.7 MB, fetched once, ahead of the first chart where possible.

let loading = null;

/** Plotly itself, loaded at the first call. */
export function plotly() {
  loading ??= window.Plotly ? Promise.resolve(window.Plotly) : load();
  return loading;
}

function load() {
  return new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = new URL("../plotly.min.js", import.meta.url).href;
    script.onload = () => done(window.Plotly);
    script.onerror = () => {
      loading = null; // the next chart tries again
      failed(new Error("The chart library could not be loaded."));
    };
    document.head.append(script);
  });
}

/** Fetch it when the browser has nothing else to do. */
export function preloadPlotly() {
  const idle = window.requestIdleCallback ?? ((work) => setTimeout(work, 1500));
  idle(() => plotly().catch(() => {}));
}
