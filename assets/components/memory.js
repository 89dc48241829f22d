// What a visitor has drawn outlives a change of view: Streamlit forgets widgets that are not shown, the tab does not.

/** The value kept under a key of this tab, made by `first` if there is none. */
export function remembered(key, first) {
  const all = (window.dlcoreMemory ??= new Map());
  if (!all.has(key)) all.set(key, first());
  return all.get(key);
}
