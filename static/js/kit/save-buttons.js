// A "Save" button in every place that names a guide: <div data-save="slug" data-edition data-title hidden>.

import { isKept, say } from "./say.js";
import { isSaved, remove, save, savedGuides } from "./saved.js";
import { onChange, read } from "./store.js";
import { word } from "./words.js";

const button = document.querySelector("template[data-save-button]").content;

function start(place) {
  if (place.firstChild) return;
  place.append(button.cloneNode(true));
  place.querySelector("[data-save-title]").textContent = ` ${place.dataset.title}`;
  place.hidden = false;
  show(place);
}

function show(place) {
  const saved = isSaved(place.dataset.save);
  place.querySelector("button")?.setAttribute("aria-pressed", saved);
  const words = place.querySelector("[data-save-word]");
  if (words) words.textContent = word(saved ? "saved" : "save");
}

function toggle({ save: slug, title, edition }) {
  if (isSaved(slug)) {
    if (isKept(remove(slug))) say(word("said-removed", { title, count: savedGuides().length }));
    return;
  }
  const before = JSON.stringify(read("bones"));
  const bones = new URLSearchParams(location.search).getAll("bones").filter(Boolean);
  if (!isKept(save({ slug, title, edition: Number(edition) }, { bones }))) return;
  const said = word("said-saved", { title, count: savedGuides().length });
  // Saving keeps the answers of this page too, and nobody should have to find that out later.
  if (JSON.stringify(read("bones")) === before) say(said);
  else say(`${said} ${word("said-saved-bones")}`, "near");
}

const places = (within = document) => within.querySelectorAll("[data-save]");

document.addEventListener("click", (event) => {
  const place = event.target.closest("[data-save] button")?.closest("[data-save]");
  if (place) toggle(place.dataset);
});
onChange(() => places().forEach(show));
places().forEach(start);
// A list puts fresh cards in place when a choice changes.
const fresh = new MutationObserver(() => places().forEach(start));
fresh.observe(document.querySelector("main"), { childList: true, subtree: true });
