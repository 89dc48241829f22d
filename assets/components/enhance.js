// Mounted once on every page: theme colours for the page's own style sheet, mends for accessibility, explanations.

import { component, element, theme } from "./dom.js";
import { pasteIntoUploads } from "./paste.js";
import { preloadPlotly } from "./plotly.js";
import { tips } from "./tips.js";

const COPIED = [
  "background-color",
  "secondary-background-color",
  "text-color",
  "primary-color",
  "link-color",
  "border-color",
  "border-color-light",
  "widget-border-color",
  "base-radius",
  "button-radius",
  "font",
  "heading-font",
  "code-font",
  "code-background-color",
  "code-text-color",
  "heading-color",
  ...["red", "orange", "yellow", "green", "blue", "violet", "gray"].flatMap((colour) =>
    ["color", "background-color", "text-color"].map((kind) => `${colour}-${kind}`),
  ),
];
const STYLE = `
.st-key-enhance { position: absolute; width: 0; height: 0; overflow: hidden; }
.dl-tip { position: fixed; z-index: 1000000; max-width: min(22rem, calc(100vw - 16px)); padding: .5rem .7rem; font-size: .9rem; line-height: 1.35;
  color: var(--st-text-color); background: var(--st-background-color); border: 1px solid var(--st-text-color); border-radius: .4rem; box-shadow: 0 2px 10px #0004; }
.dl-tip[hidden] { display: none; }
[data-term] { font-style: normal; text-decoration: underline dotted; text-underline-offset: .2em; cursor: help; }
`;
const WAIT = 250; // milliseconds of quiet after the page has changed

class Enhance {
  constructor(root) {
    this.root = root;
    this.style = element("style", {}, STYLE);
    document.head.append(this.style);
    this.terms = new Map();
    this.tips = tips(document, (node, isFocus) => this.explain(node, isFocus));
    this.watcher = new MutationObserver(() => {
      clearTimeout(this.timer);
      this.timer = setTimeout(mend, WAIT);
    });
    this.watcher.observe(document.body, { childList: true, subtree: true });
    this.stopPasting = pasteIntoUploads();
    mend();
    preloadPlotly();
  }

  update({ data }) {
    this.terms = new Map(Object.entries(data.terms));
    copyTheme(this.root);
  }

  /** The words for a marked term, for anything with `data-tip`, or for a widget whose label is a term. */
  explain(node, isFocus) {
    const marked = node.closest?.("[data-term], [data-tip]");
    if (marked) {
      const words = marked.dataset.tip ?? this.lookUp(marked.dataset.term);
      return words ? { target: marked, words } : null;
    }
    const label = isFocus ? labelOf(node) : node.closest?.("[data-testid=stWidgetLabel]");
    if (!label || label.querySelector("[data-testid=stTooltipIcon]")) return null; // it explains itself
    const words = this.lookUp(label.textContent);
    return words ? { target: isFocus ? node : label, words } : null;
  }

  lookUp(text) {
    const term = text
      .replace(/\(.*?\)|[^\p{L}\p{N}\s'-]/gu, " ")
      .replace(/\s+/g, " ")
      .trim()
      .toLowerCase();
    return this.terms.get(term) ?? this.terms.get(term.replace(/s$/, ""));
  }

  close() {
    this.watcher.disconnect();
    clearTimeout(this.timer);
    this.stopPasting();
    this.tips.close();
    this.style.remove();
  }
}

function labelOf(input) {
  return input.closest?.("[data-testid=stElementContainer]")?.querySelector("[data-testid=stWidgetLabel]");
}

/** Streamlit gives its colours to components only; the page's own style sheet wants them too. */
function copyTheme(root) {
  const from = getComputedStyle(root);
  const page = document.documentElement;
  for (const name of COPIED) page.style.setProperty(`--st-${name}`, from.getPropertyValue(`--st-${name}`));
  page.dataset.theme = theme(root).dark ? "dark" : "light";
}

/** What Streamlit and its chart libraries leave undone for keyboards and screen readers. */
function mend() {
  for (const symbol of document.querySelectorAll("g[role=graphics-symbol]:not([aria-hidden])")) {
    symbol.setAttribute("aria-hidden", "true");
  }
  let number = 0;
  for (const box of document.querySelectorAll("pre, [data-testid=stTable] > div, [data-testid=stTable]")) {
    number += 1;
    const scrolls = box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1;
    if (!scrolls || box.tabIndex >= 0) continue;
    box.tabIndex = 0;
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", `${box.tagName === "PRE" ? "Code" : "Table"} ${number}, scrolls`);
  }
}

export default component((root) => new Enhance(root));
