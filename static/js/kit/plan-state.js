// What the page of a plan shows: a week that is kept on the device, came in a link, or is being made.

import { collection } from "./guides.js";
import { decode, isPlan, MOST_GUIDES } from "./plan-code.js";
import * as store from "./store.js";
import { word } from "./words.js";

const MOST_CHOICES = 30; // guides that the form offers: each is asked for

// `unkept` says why the device keeps nothing of it; `source` is where a new week is made from, or null.
export const state = { plan: null, isFromLink: false, bones: null, unkept: "", source: null, isMaking: false, isAsking: false };

// Takes over what is kept. Answers what to say about it.
export function readStore() {
  if (state.unkept) return "";
  const standing = store.standing();
  state.bones = store.read("bones");
  if (!state.isFromLink) state.plan = ownPlan();
  if (standing === "ready") return "";
  if (standing === "broken") return word("unreadable");
  state.unkept = standing;
  return word(standing);
}

export function ownPlan() {
  const kept = store.read("plan");
  return isPlan(kept) ? kept : null;
}

// From here on this is the plan, kept on the device where that can be. Answers the plan that it took the place of.
export function keepPlan(plan) {
  const before = state.isFromLink ? ownPlan() : state.plan;
  Object.assign(state, { plan, isFromLink: false, isMaking: false, source: null });
  const answer = store.change({ plan: () => plan });
  state.unkept = answer === "kept" ? "" : answer;
  return before;
}

export function keepBones(bones) {
  Object.assign(state, { bones, isAsking: false });
  const answer = store.change({ bones: () => bones });
  state.unkept = answer === "kept" ? "" : answer;
}

// What the fragment asks for; it stays in the browser. Answers what to say when that cannot be shown.
export async function readAddress() {
  const asked = new URLSearchParams(location.hash.slice(1));
  if (asked.has("p")) return openLink(asked.get("p"));
  if (asked.has("collection")) return openCollection(asked.get("collection"));
  if (state.isFromLink && !location.hash) leaveLink();
  return "";
}

function openLink(text) {
  const { plan, problem } = decode(text);
  if (problem) return word(`link-${problem}`);
  Object.assign(state, { plan, isFromLink: true, isMaking: false });
  return "";
}

async function openCollection(slug) {
  try {
    const { title, guides, is_demonstration: isDemonstration } = await collection(slug);
    const from = [word("from-collection", { title })];
    if (guides.length > MOST_CHOICES) from.push(word("first-guides", { count: MOST_CHOICES }));
    const slugs = guides.slice(0, MOST_CHOICES);
    const source = { from: from.join(" "), slugs, chosen: new Set(), isCollection: true, isDemonstration };
    Object.assign(state, { isMaking: true, source });
    return "";
  } catch (error) {
    return word(error.status === undefined ? "no-network" : "no-collection");
  }
}

export function leaveLink() {
  forgetAddress();
  Object.assign(state, { isFromLink: false, plan: state.unkept ? null : ownPlan() });
}

export const forgetAddress = () => history.replaceState(null, "", location.pathname);

// Where a week would be made from now: what was asked for, or else the saved guides, all of them chosen.
export function sourceShown() {
  if (state.plan && !state.isMaking) return null;
  return (state.source ??= sourceFromSaved());
}

function sourceFromSaved() {
  const slugs = store.read("saved").map((guide) => guide?.slug).filter((slug) => typeof slug === "string");
  return slugs.length ? { from: word("from-saved"), slugs, chosen: new Set(slugs.slice(0, MOST_GUIDES)) } : null;
}
