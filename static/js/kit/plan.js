// The page of a plan: draws what plan-state.js holds, and does what the visitor asks for.

import * as bonesAsked from "./plan-bones.js";
import { showChange } from "./plan-change.js";
import { slugsOf } from "./plan-code.js";
import { gather } from "./plan-guides.js";
import { readForm, showForm } from "./plan-make.js";
import { showSheet, showWeek } from "./plan-show.js";
import { forgetAddress, keepBones, keepPlan, leaveLink, ownPlan, readAddress, readStore, sourceShown, state } from "./plan-state.js";
import { copyLink, saveCalendar, showTake } from "./plan-take.js";
import { fill, piece } from "./pieces.js";
import { onChange } from "./store.js";
import { word } from "./words.js";

const page = document.querySelector("[data-plan]");
const part = (name) => page.querySelector(`[data-part="${name}"]`);
const form = (name) => page.querySelector(`[data-form="${name}"]`);
let taken = null; // what can be taken along, as it is shown
let found = null; // what the hub has of the guides shown
let turn = 0;

async function render() {
  const mine = ++turn;
  const source = sourceShown();
  const gathered = await gather([...new Set([...(state.plan ? slugsOf(state.plan) : []), ...(source?.slugs ?? [])])], state.bones);
  if (mine !== turn) return;
  found = gathered;
  const focused = document.activeElement?.dataset.key;
  draw(source);
  if (focused) page.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
}

function draw(source) {
  const isWeek = Boolean(state.plan) && !state.isMaking;
  const isAsked = state.bones !== null;
  part("without").hidden = true;
  part("link").hidden = !(state.isFromLink && isWeek);
  fill(part("link"), { replaces: state.isFromLink && ownPlan() ? word("replaces") : "" });
  const places = bonesAsked.show(part("bones"), state.bones, state.isAsking);
  part("bones").hidden = !isWeek && !source;
  part("week").hidden = !isWeek;
  form("make").hidden = !source;
  part("empty").hidden = isWeek || Boolean(source);
  part("collections").hidden = isWeek || Boolean(source?.isCollection);
  for (const button of page.querySelectorAll('[data-do="cancel"]')) button.hidden = !state.plan;
  if (source) showForm(form("make"), source, among(source.slugs), isAsked);
  drawWeek(isWeek, isAsked, places);
}

function drawWeek(isWeek, isAsked, places) {
  const shown = isWeek ? showWeek(page, state.plan, among(slugsOf(state.plan)), isAsked) : { days: [] };
  part("take").hidden = part("sheet").hidden = !shown.days.length;
  part("change").hidden = state.isFromLink;
  if (isWeek) showChange(page, state.plan, titles(), (plan, words) => keep(plan, words, Boolean(words)));
  if (!shown.days.length) return;
  taken = showTake(part("take"), shown, found.planned);
  showSheet(page, shown, found, places);
}

// What was found of these guides alone.
function among(slugs) {
  const isAmong = (slug) => slugs.includes(slug);
  const planned = new Map([...found.planned].filter(([slug]) => isAmong(slug)));
  return { planned, leftOut: found.leftOut.filter(({ slug }) => isAmong(slug)), unreached: found.unreached.filter(isAmong) };
}

const titles = () => new Map([...found.planned, ...found.leftOut.map((each) => [each.slug, each])].map(([slug, { title }]) => [slug, title]));

function keep(plan, words, isUndoable = false) {
  const before = keepPlan(plan);
  say([words, state.unkept && word(state.unkept)].filter(Boolean).join(" "), isUndoable && (() => keep(before, word("undone"))));
  return render();
}

function say(words, undo) {
  part("said").replaceChildren(...(words ? [piece(undo ? "undo" : "notice", { words })] : []));
  if (!undo) return;
  const button = part("said").querySelector("button");
  button.addEventListener("click", () => undo().then(showFocus));
  button.focus();
}

function answerBones(said) {
  keepBones(said);
  if (state.unkept) say(word(state.unkept));
  return render().then(() => page.querySelector('[data-do="bones"]').focus());
}

function changeBones() {
  state.isAsking = true;
  bonesAsked.tick(form("bones"), state.bones);
  return render().then(() => form("bones").elements.bones[0].focus());
}

// The focus goes to the heading of what is shown now.
function showFocus() {
  page.querySelector('[data-part="week"]:not([hidden]) h2, [data-form="make"]:not([hidden]) h2, [data-part="empty"]:not([hidden]) h2')?.focus();
}

function turnTo(change) {
  Object.assign(state, { source: null, ...change });
  return render().then(showFocus);
}

const DO = {
  keep: () => keep(state.plan, word("kept-link"), Boolean(ownPlan())).then(forgetAddress),
  own: () => (leaveLink(), turnTo({})),
  bones: changeBones,
  new: () => turnTo({ isMaking: true }),
  cancel: () => (forgetAddress(), turnTo({ isMaking: false })),
  delete: () => keep(null, word("deleted"), true),
  print: () => window.print(),
  copy: async () => say(await copyLink(part("take"))),
};

function makeWeek(event) {
  event.preventDefault();
  const plan = readForm(event.target, sourceShown(), found);
  if (!plan) return;
  const isAnew = Boolean(state.plan);
  forgetAddress();
  keep(plan, word(isAnew ? "made-anew" : "made"), isAnew).then(() => isAnew || showFocus());
}

page.addEventListener("click", ({ target }) => DO[target.closest("button[data-do]")?.dataset.do]?.());
page.querySelector('[data-do="weeks"]').addEventListener("change", ({ target }) => keep({ ...state.plan, weeks: Number(target.value) }, ""));
bonesAsked.listen(form("bones"), answerBones);
form("calendar").addEventListener("submit", (event) => (event.preventDefault(), saveCalendar(event.target, taken)));
form("make").addEventListener("submit", makeWeek);
onChange(() => (readStore(), render()));
addEventListener("hashchange", () => open());

async function open() {
  const words = await readAddress();
  if (words) say(words);
  return render();
}

say(readStore());
await open();
