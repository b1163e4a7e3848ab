// The guides of a session: fetched, rated for the visitor's bones, and told apart into those to play and those to leave
// out, each with its reason in words.

import { dates } from "./dates.js";
import { guide } from "./guides.js";
import { strictest } from "./rating.js";
import { word } from "./words.js";

const GRACE_DAYS = 60; // as guides/review.py: after that a guide is in no list

const readableName = (slug) => slug.replaceAll("-", " ");

// {guide, verdict} to play, or {slug, title, reason} to leave out. Fails with a TypeError without a network.
export async function lookAt(slug, bones) {
  try {
    const found = await guide(slug);
    const verdict = strictest(found, bones);
    if (verdict?.rating !== "ask") return { slug: found.slug, guide: found, verdict };
    return { slug: found.slug, title: found.title, reason: [word("left-out-ask"), ...verdict.words].join(" ") };
  } catch (problem) {
    if (problem.status === 410) return { slug, title: readableName(slug), reason: withdrawn(problem.reason) };
    if (problem.status === 404) return { slug, title: readableName(slug), reason: word("left-out-unknown") };
    throw problem;
  }
}

const withdrawn = (reason) => [word("left-out-withdrawn"), reason].join(" ");

export const lookAtAll = (slugs, bones) => Promise.all(slugs.map((slug) => lookAt(slug, bones)));

// The nearest easier guide that the visitor's bones allow, or null.
export async function easierThan(guide, bones) {
  for (const slug of guide.easier) {
    const found = await lookAt(slug, bones);
    if (found.guide) return found;
  }
  return null;
}

// The stills that show a movement: photos where a guide has them, else the start and the end of its drawings.
export function stillsOf({ photos, pictures }) {
  if (photos.length) return photos.slice(0, 2).map((each) => ({ ...each, credit: `${each.credit} · ${each.licence}` }));
  const drawn = pictures.filter((each) => each.address);
  return drawn.length > 2 ? [drawn[0], drawn.at(-1)] : drawn;
}

// What must be said about an edition beside its words: each line a warning that its own page gives too.
export function warningsOf({ is_demonstration: isExample, is_waiting_for_second_check: isWaiting, review_on: day }) {
  const late = (new Date(new Date().toISOString().slice(0, 10)) - new Date(day)) / 86_400_000;
  const due = late > GRACE_DAYS ? ["overdue"] : late > 0 ? ["due"] : [];
  const names = [...(isExample ? ["example"] : isWaiting ? ["second-check"] : []), ...due];
  return names.map((name) => word(`warning-${name}`, { day: longDay(day) }));
}

const longDay = (day) => dates({ dateStyle: "long", timeZone: "UTC" }).format(new Date(day));
