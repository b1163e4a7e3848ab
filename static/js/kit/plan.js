// The page of a plan: a week that is kept on the device, came in a link, or is being made.

import { collection } from "./guides.js";
import * as bonesAsked from "./plan-bones.js";
import { showChange } from "./plan-change.js";
import { decode, isPlan, MOST_GUIDES, slugsOf } from "./plan-code.js";
import { gather } from "./plan-guides.js";
import { readForm, showForm } from "./plan-make.js";
import { showSheet, showWeek } from "./plan-show.js";
import { copyLink, saveCalendar, showTake } from "./plan-take.js";
import { fill, piece } from "./pieces.js";
import * as store from "./store.js";
import { word } from "./words.js";

const MOST_CHOICES = 30; // guides that the form offers: each is asked for
const page = document.querySelector("[data-plan]");
const part = (name) => page.querySelector(`[data-part="${name}"]`);
const form = (name) => page.querySelector(`[data-form="${name}"]`);

// `unkept` says why the device keeps nothing of it; `source` is where a new week is made from, or null.
const state = { plan: null, isFromLink: false, bones: null, unkept: "", source: null, isMaking: false, isAsking: false };
let taken = null; // what can be taken along, as it is shown
let found = null; // what the hub has of the guides shown
let turn = 0;

function readStore() {
  if (state.unkept) return;
  state.bones = store.read("bones");
  if (!state.isFromLink) state.plan = ownPlan();
}

function ownPlan() {
  const kept = store.read("plan");
  return isPlan(kept) ? kept : null;
}

// What the fragment asks for. It stays in the browser.
async function readAddress() {
  const asked = new URLSearchParams(location.hash.slice(1));
  if (asked.has("p")) openLink(asked.get("p"));
  else if (asked.has("collection")) await openCollection(asked.get("collection"));
  else if (state.isFromLink && !location.hash) leaveLink();
}

function openLink(text) {
  const { plan, problem } = decode(text);
  if (problem) return say(word(`link-${problem}`));
  Object.assign(state, { plan, isFromLink: true, isMaking: false });
}

async function openCollection(slug) {
  try {
    const { title, guides, is_demonstration: isDemonstration } = await collection(slug);
    const from = [word("from-collection", { title })];
    if (guides.length > MOST_CHOICES) from.push(word("first-guides", { count: MOST_CHOICES }));
    const slugs = guides.slice(0, MOST_CHOICES);
    Object.assign(state, { isMaking: true, source: { from: from.join(" "), slugs, chosen: new Set(), isCollection: true, isDemonstration } });
  } catch (error) {
    say(word(error.status === undefined ? "no-network" : "no-collection"));
  }
}

function leaveLink() {
  forgetAddress();
  Object.assign(state, { isFromLink: false, plan: state.unkept ? null : ownPlan() });
}

const forgetAddress = () => history.replaceState(null, "", location.pathname);

function sourceFromSaved() {
  const slugs = store.read("saved").map((guide) => guide?.slug).filter((slug) => typeof slug === "string");
  return slugs.length ? { from: word("from-saved"), slugs, chosen: new Set(slugs.slice(0, MOST_GUIDES)) } : null;
}

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

function sourceShown() {
  if (state.plan && !state.isMaking) return null;
  return (state.source ??= sourceFromSaved());
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
  const planned = new Map([...found.planned].filter(([slug]) => slugs.includes(slug)));
  return { planned, leftOut: found.leftOut.filter((each) => slugs.includes(each.slug)), unreached: found.unreached.filter((slug) => slugs.includes(slug)) };
}

const titles = () => new Map([...found.planned, ...found.leftOut.map((each) => [each.slug, each])].map(([slug, { title }]) => [slug, title]));

// From here on this is the plan, kept on the device where that can be.
function keep(plan, words, isUndoable = false) {
  const before = state.isFromLink ? ownPlan() : state.plan;
  Object.assign(state, { plan, isFromLink: false, isMaking: false, source: null });
  const answer = store.change({ plan: () => plan });
  state.unkept = answer === "kept" ? "" : answer;
  say([words, state.unkept && word(state.unkept)].filter(Boolean).join(" "), isUndoable && (() => keep(before, word("undone"))));
  return render();
}

function say(words, undo) {
  const notice = words ? [piece(undo ? "undo" : "notice", { words })] : [];
  part("said").replaceChildren(...notice);
  if (!undo) return;
  const button = part("said").querySelector("button");
  button.addEventListener("click", () => undo().then(showFocus));
  button.focus();
}

function answerBones(said) {
  Object.assign(state, { bones: said, isAsking: false });
  const answer = store.change({ bones: () => said });
  if (answer !== "kept") {
    state.unkept = answer;
    say(word(answer));
  }
  return render().then(() => page.querySelector('[data-do="bones"]').focus());
}

// The focus goes to the heading of what is shown now.
function showFocus() {
  page.querySelector('[data-part="week"]:not([hidden]) h2, [data-form="make"]:not([hidden]) h2, [data-part="empty"]:not([hidden]) h2')?.focus();
}

const DO = {
  keep: () => keep(state.plan, word("kept-link"), Boolean(ownPlan())).then(forgetAddress),
  own: () => (leaveLink(), render().then(showFocus)),
  bones: () => ((state.isAsking = true), bonesAsked.tick(form("bones"), state.bones), render().then(() => form("bones").elements.bones[0].focus())),
  new: () => (Object.assign(state, { isMaking: true, source: null }), render().then(showFocus)),
  cancel: () => (forgetAddress(), Object.assign(state, { isMaking: false, source: null }), render().then(showFocus)),
  delete: () => keep(null, word("deleted"), true),
  print: () => window.print(),
  copy: async () => say(await copyLink(part("take"))),
};

page.addEventListener("click", ({ target }) => DO[target.closest("button[data-do]")?.dataset.do]?.());
page.querySelector('[data-do="weeks"]').addEventListener("change", ({ target }) => keep({ ...state.plan, weeks: Number(target.value) }, ""));
bonesAsked.listen(form("bones"), answerBones);
form("calendar").addEventListener("submit", (event) => (event.preventDefault(), saveCalendar(event.target, taken)));
form("make").addEventListener("submit", (event) => {
  event.preventDefault();
  const plan = readForm(event.target, sourceShown(), found);
  if (!plan) return;
  const isAnew = Boolean(state.plan);
  forgetAddress();
  keep(plan, word(isAnew ? "made-anew" : "made"), isAnew).then(() => isAnew || showFocus());
});
store.onChange(() => (readStore(), render()));
addEventListener("hashchange", () => readAddress().then(render));

readStore();
const standing = store.standing();
if (standing !== "ready") {
  state.unkept = standing === "broken" ? "" : standing;
  say(word(standing === "broken" ? "unreadable" : standing));
}
await readAddress();
await render();
