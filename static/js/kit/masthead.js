// How many guides are saved, beside the link to them, on every page and in every tab. Whoever keeps nothing loads no
// more than this.

import { savedGuides } from "./saved.js";
import { holdsAnything, onChange } from "./store.js";
import { word } from "./words.js";

const link = document.querySelector("[data-saved-link]");

function count() {
  const saved = savedGuides().length;
  link.textContent = saved ? word("saved-link", { count: saved }) : word("saved-link-none");
}

async function keep(hasChanged) {
  if (!holdsAnything()) return;
  const { startOffline } = await import("./offline.js");
  startOffline(hasChanged);
}

if (link) {
  count();
  keep(false);
  onChange(() => {
    count();
    keep(true);
  });
}
