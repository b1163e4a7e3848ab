// Takes a guide off the page of saved guides, and offers to put it back where it was.

import { isKept, say } from "./say.js";
import { remove, save, savedGuides } from "./saved.js";
import { word } from "./words.js";

// `afterUndo` is called with the slug when it is back.
export function takeOut(slug, afterUndo) {
  const place = savedGuides().findIndex((entry) => entry.slug === slug);
  const entry = savedGuides()[place];
  if (!isKept(remove(slug))) return;
  const box = document.querySelector("[data-undo]");
  const words = Object.assign(document.createElement("p"), { textContent: word("removed", entry) });
  const undo = document.createElement("button");
  Object.assign(undo, { type: "button", className: "button button--secondary", textContent: word("undo") });
  undo.addEventListener("click", () => {
    if (!isKept(save(entry, { place }))) return;
    box.replaceChildren();
    afterUndo(slug);
  });
  const row = Object.assign(document.createElement("div"), { className: "saved__undo" });
  row.append(words, undo);
  box.replaceChildren(row);
  undo.focus();
  say(words.textContent);
}
