// What became of the saved guides: the hub says the same to everybody, and the device looks up its own.

import { editions } from "./guides.js";
import { say } from "./say.js";
import { note, savedGuides } from "./saved.js";
import { word } from "./words.js";

const pauses = [1000, 10_000, 60_000]; // milliseconds
let asked;
let isAsking = false;

// Note withdrawals, newer editions and overdue checks, and say the first two. Answers whether anything changed; the hub
// is asked once a page, or `anew` when the network came back.
export function catchUp({ anew = false } = {}) {
  if (anew && !isAsking) asked = undefined;
  if (!asked) {
    isAsking = true;
    asked = compareAll().finally(() => {
      isAsking = false;
    });
  }
  return asked;
}

// A network is often slower to come back than the browser says. Whoever waits for it is told once more.
function tryAgain() {
  const pause = pauses.shift();
  if (pause) setTimeout(() => dispatchEvent(new Event("online")), pause);
  return false;
}

async function compareAll() {
  if (!navigator.onLine || !savedGuides().length) return false;
  const now = await editions().catch(() => null);
  if (!now || now.isKeptCopy) return tryAgain();
  const notes = {};
  for (const guide of savedGuides()) {
    const found = compare(guide, now);
    if (!found) continue;
    notes[guide.slug] = found;
    if (found.withdrawn) say(word("said-withdrawn", { title: guide.title, reason: found.withdrawn }), "stop");
    if (found.updated) say(word("said-updated", { title: guide.title }), "note");
  }
  const isAnyNew = Object.keys(notes).length > 0;
  if (isAnyNew) note(notes);
  return isAnyNew;
}

// What is new about an entry, or null. A guide that is neither public nor withdrawn is left to its own answer.
function compare(guide, { live, overdue, withdrawn }) {
  const found = {};
  const reason = withdrawn[guide.slug];
  if (reason !== undefined && guide.withdrawn !== reason) found.withdrawn = reason;
  if (guide.slug in live) {
    if (guide.withdrawn !== undefined) found.withdrawn = undefined;
    if (live[guide.slug] !== guide.edition) {
      found.edition = live[guide.slug];
      if (guide.edition) found.updated = new Date().toISOString();
    }
  }
  const isOverdue = overdue.includes(guide.slug);
  if (isOverdue !== Boolean(guide.overdue)) found.overdue = isOverdue;
  return Object.keys(found).length ? found : null;
}
