// "An easier way": the guide's own easier words, and the nearest easier guide that the visitor's bones allow.

import { fill, fillList } from "./parts.js";
import { easierThan } from "./session-guides.js";
import { word } from "./words.js";

const panel = document.querySelector("[data-easier]");
const button = document.querySelector('[data-do="easier"]');
const swap = document.querySelector('[data-do="swap"]');
let offered = null;

export const easierOffered = () => offered;
export const isEasierOpen = () => !panel.hidden;

export async function openEasier({ guide }, bones) {
  offered = null;
  fillList(panel, "easier", guide.easier_words);
  panel.querySelector('[data-slot="no-easier"]').hidden = guide.easier_words.length > 0;
  fill(panel, { "easier-guide": "" });
  swap.hidden = true;
  panel.hidden = false;
  button.setAttribute("aria-expanded", "true");
  panel.focus({ preventScroll: true });
  panel.scrollIntoView({ block: "nearest" });
  try {
    offered = await easierThan(guide, bones);
  } catch {
    return; // without a network the words are enough
  }
  if (!offered || panel.hidden) return;
  fill(panel, { "easier-guide": word("easier-guide") });
  swap.textContent = offered.guide.title;
  swap.hidden = false;
  panel.scrollIntoView({ block: "nearest" });
}

export function closeEasier() {
  const hadFocus = panel.contains(document.activeElement);
  panel.hidden = true;
  button.setAttribute("aria-expanded", "false");
  if (hadFocus) button.focus();
}
