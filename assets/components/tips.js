// Explanations on hover and focus: one quiet box beside the element, gone with Escape.

import { element, setText } from "./dom.js";

const DELAY = 250; // milliseconds of hovering
let counter = 0;

/**
 * Explain what stands below `root` on hover and focus. `find(node, isFocus)` says for the node under pointer or
 * focus what is explained and how: {target, words}, or null. Returns {close}.
 */
export function tips(root, find = ownTip) {
  const box = element("div", { class: "dl-tip", role: "tooltip", id: `dl-tip-${++counter}`, hidden: true });
  (root === document ? document.body : root).append(box);
  let owner = null;
  let timer = null;

  const hide = () => {
    clearTimeout(timer);
    box.hidden = true;
    owner?.removeAttribute("aria-describedby");
    owner = null;
  };
  const show = ({ target, words }) => {
    hide();
    owner = target;
    setText(box, words);
    target.setAttribute("aria-describedby", box.id);
    box.hidden = false;
    place(box, target);
  };
  const meet = (wait) => (event) => {
    const found = find(event.target, !wait);
    if (!found || found.target === owner) return;
    clearTimeout(timer);
    if (wait) timer = setTimeout(() => show(found), wait);
    else show(found);
  };
  const leave = (event) => {
    if (box.contains(event.relatedTarget)) return; // the words may be hovered, to read or to copy them
    if (owner?.contains(event.relatedTarget)) return;
    hide();
  };
  const listeners = {
    pointerover: meet(DELAY),
    pointerout: leave,
    focusin: meet(0),
    focusout: hide,
    keydown: (event) => event.key === "Escape" && hide(),
  };
  for (const [name, listener] of Object.entries(listeners)) root.addEventListener(name, listener);
  return {
    close() {
      hide();
      box.remove();
      for (const [name, listener] of Object.entries(listeners)) root.removeEventListener(name, listener);
    },
  };
}

function ownTip(node) {
  const target = node.closest?.("[data-tip]");
  return target?.dataset.tip ? { target, words: target.dataset.tip } : null;
}

/** Below the target, or above where there is no room; never beyond the window's edge. */
function place(box, target) {
  const around = target.getBoundingClientRect();
  box.style.left = "0";
  box.style.top = "0";
  const size = box.getBoundingClientRect();
  const left = Math.min(Math.max(8, around.left), innerWidth - size.width - 8);
  const below = around.bottom + 6;
  const top = below + size.height < innerHeight ? below : Math.max(4, around.top - size.height - 6);
  // A transformed ancestor moves the origin of "fixed": measure it instead of trusting zero.
  box.style.left = `${left - size.left}px`;
  box.style.top = `${top - size.top}px`;
}
