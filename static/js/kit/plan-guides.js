// The guides of a plan as the hub has them today, against what the visitor said about bones.

import { editions, guide } from "./guides.js";
import { strictest } from "./rating.js";
import { word } from "./words.js";

const UNKNOWN = { overdue: [], withdrawn: {} };
let index = null;

// Asked once a page. Without an answer nothing is known to be overdue; each guide is still asked for itself.
const standing = () => (index ??= editions().catch(() => ((index = null), UNKNOWN)));

// Sorted: `planned` from slug to the guide with its verdict, `leftOut` as {slug, title, why} for what may not be in a plan, and
// `unreached` as slugs that the network kept from us.
export async function gather(slugs, answers) {
  const { overdue, withdrawn } = await standing();
  const found = await Promise.all(slugs.map((slug) => ask(slug, withdrawn)));
  const sorted = { planned: new Map(), leftOut: [], unreached: [] };
  for (const { slug, told, problem } of found) {
    if (told) sort(sorted, slug, told, answers, overdue);
    else if (problem.status === undefined) sorted.unreached.push(slug);
    else sorted.leftOut.push({ slug, title: named(slug), why: gone(problem) });
  }
  return sorted;
}

async function ask(slug, withdrawn) {
  if (Object.hasOwn(withdrawn, slug)) return { slug, problem: { status: 410, reason: withdrawn[slug] } };
  return guide(slug).then((told) => ({ slug, told }), (problem) => ({ slug, problem }));
}

function sort(sorted, slug, told, answers, overdue) {
  const verdict = strictest(told, answers);
  const title = told.title;
  if (overdue.includes(told.slug)) sorted.leftOut.push({ slug, title, why: word("overdue") });
  else if (verdict?.rating === "ask") sorted.leftOut.push({ slug, title, why: askWords(verdict) });
  else sorted.planned.set(slug, { ...told, verdict });
}

const askWords = ({ words }) => [word("ask-first"), ...words].join(" ");

const gone = ({ status, reason }) => (status === 410 ? word("withdrawn", { reason }) : word("no-such-guide"));

// Without its guide there is only the slug to call it by.
export const named = (slug) => slug.replaceAll("-", " ");
