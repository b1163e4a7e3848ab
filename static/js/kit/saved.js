// The guides that the visitor saved, in the visitor's order. Each change answers as the store does.

import { change, read } from "./store.js";

const SLUG = /^[-\w]+$/;

// What an entry must be to be shown or taken over from a file.
export const isEntry = (entry) =>
  typeof entry?.slug === "string" && SLUG.test(entry.slug) && typeof entry.title === "string" && entry.title !== "";

const put = (guides, place, guide) => [...guides.slice(0, place), guide, ...guides.slice(place)];
const sound = (saved) => saved.filter(isEntry);

export const savedGuides = () => sound(read("saved"));
export const isSaved = (slug) => savedGuides().some((guide) => guide.slug === slug);

// Save a guide at the end, or at `place`. `bones` are answers the page was asked for; the newest ones count.
export function save(guide, { place, bones = [] } = {}) {
  const entry = { at: Date.now(), ...guide };
  const saved = (now) => {
    const others = sound(now).filter((each) => each.slug !== entry.slug);
    return put(others, place ?? others.length, entry);
  };
  return change({ saved, ...(bones.length ? { bones: () => bones } : {}) });
}

export const remove = (slug) => change({ saved: (now) => now.filter((guide) => guide?.slug !== slug) });

// Move a guide by so many places; never past the ends.
export function move(slug, by) {
  return change({
    saved(now) {
      const guides = sound(now);
      const from = guides.findIndex((guide) => guide.slug === slug);
      if (from < 0) return guides;
      const to = Math.max(0, Math.min(guides.length - 1, from + by));
      return put(guides.filter((guide) => guide.slug !== slug), to, guides[from]);
    },
  });
}

// Note something about saved guides: `notes` is {slug: changed entry}.
export const note = (notes) =>
  change({ saved: (now) => sound(now).map((guide) => ({ ...guide, ...notes[guide.slug] })) });

// What must work without a network: the saved guides and those of the plan.
export function wantedOffline() {
  const planned = (read("plan")?.days ?? []).flatMap((day) => day?.guides ?? []);
  return [...new Set([...savedGuides().map((guide) => guide.slug), ...planned])].filter((slug) => SLUG.test(slug));
}
