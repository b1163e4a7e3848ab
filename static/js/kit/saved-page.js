// The page of saved guides: in the visitor's order, each with what it means for the visitor's bones.

import { catchUp } from "./catch-up.js";
import { guide, guideAnew } from "./guides.js";
import { isPossible, onKept } from "./offline.js";
import { suits } from "./rating.js";
import { item } from "./saved-item.js";
import { takeOut } from "./saved-undo.js";
import { isSaved, move, note, remove, savedGuides } from "./saved.js";
import { isKept, say } from "./say.js";
import { onChange, read, standing } from "./store.js";
import { word } from "./words.js";

const find = (name) => document.querySelector(`[data-${name}]`);
const known = new Map(); // slug → {fact} or {problem}: a status, or 0 without a network

const asks = (entry, bones) => {
  const fact = known.get(entry.slug)?.fact;
  return fact && entry.withdrawn === undefined && !suits(fact, bones);
};

// In a session stands only what is known, in force and checked in time.
const isReady = (entry) => known.get(entry.slug)?.fact && entry.withdrawn === undefined && !entry.overdue;

function render() {
  const [guides, bones] = [savedGuides(), read("bones")];
  const toAsk = guides.filter((entry) => asks(entry, bones));
  const others = guides.filter((entry) => !toAsk.includes(entry));
  fill(find("saved-list"), others, bones);
  fill(find("ask-list"), toAsk, bones);
  find("empty").hidden = guides.length > 0;
  find("some").hidden = !others.length;
  find("some-asks").hidden = !toAsk.length;
  find("some-rules").hidden = !guides.length;
  const inSession = others.filter(isReady).map((entry) => entry.slug);
  find("next").hidden = !inSession.length;
  const session = find("session");
  if (session) session.href = `${session.dataset.session}#guides=${inSession.join(",")}`;
  const trouble = standing();
  find("trouble").hidden = trouble === "ready";
  if (trouble !== "ready") find("trouble").textContent = word(trouble);
}

function fill(list, entries, bones) {
  const focused = list.contains(document.activeElement) && whereOf(document.activeElement);
  const rows = entries.map((entry, place) =>
    item(entry, { ...known.get(entry.slug), bones, isFirst: place === 0, isLast: place === entries.length - 1 }),
  );
  list.replaceChildren(...rows);
  if (focused) focus(focused);
}

const whereOf = (element) => ({
  slug: element.closest("[data-slug]")?.dataset.slug,
  does: element.dataset.do ?? "open",
});

// A button that cannot be used any more leaves the focus to its neighbour.
function focus({ slug, does }) {
  const row = document.querySelector(`[data-slug="${CSS.escape(slug)}"]`);
  const wanted = row?.querySelector(does === "open" ? "[data-open]" : `[data-do="${does}"]`);
  (wanted?.disabled ? row.querySelector("[data-do]:enabled") : wanted)?.focus();
}

async function learn(entry, ask) {
  if (entry.withdrawn !== undefined) return;
  try {
    const fact = await ask(entry.slug);
    known.set(entry.slug, { fact });
    if (fact.slug !== entry.slug) rename(entry.slug, fact.slug);
    else if (fact.title !== entry.title) note({ [entry.slug]: { title: fact.title } });
  } catch (problem) {
    if (problem.status === 410) note({ [entry.slug]: { withdrawn: problem.reason } });
    else known.set(entry.slug, { problem: problem.status ?? 0 });
  }
  render();
}

function rename(from, to) {
  known.set(to, known.get(from));
  if (isSaved(to)) remove(from);
  else note({ [from]: { slug: to } });
}

const learnAll = (ask) => Promise.all(savedGuides().map((entry) => learn(entry, ask)));

function shift(slug, by) {
  const shown = [...document.querySelectorAll("[data-saved-list] [data-slug]")].map((row) => row.dataset.slug);
  const order = savedGuides().map((entry) => entry.slug);
  const place = shown.indexOf(slug) + by;
  if (!isKept(move(slug, order.indexOf(shown[place]) - order.indexOf(slug)))) return;
  const { title } = savedGuides().find((entry) => entry.slug === slug);
  say(word("moved", { title, place: place + 1, count: shown.length }));
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-do]");
  if (!button) return;
  const { slug } = button.closest("[data-slug]").dataset;
  if (button.dataset.do === "remove") takeOut(slug, (back) => focus({ slug: back, does: "remove" }));
  else shift(slug, button.dataset.do === "up" ? -1 : 1);
});

function showReady({ failed }) {
  const saved = savedGuides().filter((entry) => entry.withdrawn === undefined);
  const missing = saved.filter((entry) => failed.includes(entry.slug)).length;
  find("ready").textContent = missing ? word("not-ready", { count: missing }) : word("ready");
}

async function start() {
  find("without-script").hidden = true;
  find("kit").hidden = false;
  render();
  onChange(() => {
    render();
    for (const entry of savedGuides()) if (!known.has(entry.slug)) learn(entry, guide);
  });
  addEventListener("online", () => catchUp({ anew: true }).then(() => learnAll(guideAnew)));
  await catchUp();
  await learnAll(guide);
  if (isPossible) onKept(showReady);
}

start();
