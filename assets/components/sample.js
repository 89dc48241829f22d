// One content by itself, drawn exactly as the live samples are.

import { ContentView } from "./content.js";
import { component, element } from "./dom.js";

export default component((root, { data }) => {
  const host = element("div");
  root.append(host);
  const view = new ContentView(host, data.height);
  return {
    update({ data: { content, height } }) {
      host.style.setProperty("--height", height);
      view.show(content);
      view.draw();
    },
    close: () => view.close(),
  };
});
