// Draws what a model made: a text, pictures, a plane or a played game. Live samples, finished ones and the Use view share it.

import { element, setText } from "./dom.js";
import { EpisodePlayer } from "./episode.js";
import { drawPlane, planeLegend } from "./plane.js";

/** A place that shows one content after the other, `height` rem high, without the page jumping. */
export class ContentView {
  constructor(host, height) {
    this.host = host;
    host.classList.add("content");
    host.style.setProperty("--height", height);
    this.content = null;
    this.watcher = new ResizeObserver(() => this.content?.kind === "plane" && this.draw());
    this.watcher.observe(host);
  }

  /** A `patient` viewer lets a game go on for a moment before the newer one begins. */
  show(content, patient = false) {
    if (content === this.content) return;
    const sameKind = this.content && this.content.kind === content.kind;
    this.content = content;
    if (!sameKind) {
      this.leave();
      this.host.replaceChildren();
    }
    if (content.kind !== "episode") return this.draw();
    this.player ??= new EpisodePlayer(this.host);
    this.player.show(content, patient);
  }

  /** Draw again: after a change of theme or size. */
  draw() {
    if (!this.content) return;
    if (this.player) return this.player.draw();
    ({ text: showText, images: showImages, plane: showPlane })[this.content.kind](this.host, this.content);
  }

  leave() {
    this.player?.close();
    this.player = null;
  }

  close() {
    this.leave();
    this.watcher.disconnect();
  }
}

/** Nothing yet: say so where the sample will be. */
export function showNothing(view, sentence) {
  view.leave();
  view.content = null;
  view.host.replaceChildren(element("p", { class: "quiet" }, sentence));
}

function showText(host, { text, prompt }) {
  let box = host.querySelector(".written");
  if (!box) {
    box = element("div", {
      class: "written",
      tabindex: 0,
      role: "region",
      "aria-label": "Text written by the model",
    });
    box.append(element("b", { class: "prompt" }), element("span"));
    host.append(box);
  }
  const [given, made] = box.children;
  setText(given, prompt);
  setText(made, prompt && text.startsWith(prompt) ? text.slice(prompt.length) : text);
}

function showImages(host, { png, count, columns, captions, alt }) {
  const rows = Math.ceil(count / columns);
  const picture = element("img", {
    class: "mosaic",
    src: `data:image/png;base64,${png}`,
    alt: alt || pictures(count),
  });
  if (!captions.length) {
    replaceOnceLoaded(host, picture, picture);
  } else if (captions.length === rows && captions.length !== count) {
    const names = element(
      "div",
      { class: "row-names" },
      ...captions.map((caption) => element("span", {}, caption)),
    );
    replaceOnceLoaded(host, picture, element("div", { class: "with-rows" }, names, picture), setRatio);
  } else {
    showTiles(host, picture, { count, columns, rows, captions, alt });
  }
}

const pictures = (count) =>
  count === 1 ? "One picture made by the model" : `${count} pictures made by the model`;

/** Swap the old picture for the new one when it is ready: no flicker while a slider is dragged. */
function replaceOnceLoaded(host, picture, whole, prepare = () => {}) {
  host.pending = picture;
  picture
    .decode()
    .catch(() => {})
    .then(() => {
      if (host.pending !== picture) return;
      prepare(picture);
      host.replaceChildren(whole);
    });
}

/** The sheet of styles scales a picture by its width; it has to know what height follows from it. */
function setRatio(picture) {
  picture.style.setProperty("--ratio", picture.naturalWidth / picture.naturalHeight);
}

/** Each picture of the mosaic with its own caption below it. */
function showTiles(host, picture, { count, columns, rows, captions, alt }) {
  host.pending = picture;
  picture
    .decode()
    .catch(() => {})
    .then(() => {
      if (host.pending !== picture) return;
      const width = (picture.naturalWidth + 1) / columns - 1; // a line of one pixel parts the pictures
      const height = (picture.naturalHeight + 1) / rows - 1;
      const figures = captions.slice(0, count).map((caption, index) => {
        const tile = element("canvas", { width, height, "aria-hidden": "true" });
        const left = (index % columns) * (width + 1);
        const top = Math.floor(index / columns) * (height + 1);
        tile.getContext("2d").drawImage(picture, left, top, width, height, 0, 0, width, height);
        return element("figure", {}, tile, element("figcaption", {}, caption));
      });
      const label = alt || pictures(count);
      const grid = element(
        "div",
        { class: "tiles", role: "group", "aria-label": label, tabindex: 0 },
        ...figures,
      );
      for (const [name, value] of Object.entries({ columns, rows, ratio: width / height }))
        grid.style.setProperty(`--${name}`, value);
      host.replaceChildren(grid);
    });
}

function showPlane(host, content) {
  let canvas = host.querySelector("canvas");
  if (!canvas) {
    canvas = element("canvas", { class: "plane", role: "img" });
    host.append(canvas, element("div", { class: "plane-legend" }));
  }
  canvas.setAttribute("aria-label", content.alt || "Points in a plane");
  host.querySelector(".plane-legend").replaceChildren(...planeLegend(host, content));
  drawPlane(canvas, content);
}
