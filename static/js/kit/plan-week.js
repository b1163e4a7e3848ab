// A week of guides: making one, changing one, and what it adds up to. Pure. Days are 0 (Monday) to 6.

import { slugsOf } from "./plan-code.js";

export const WEEKDAYS = [0, 1, 2, 3, 4, 5, 6];

// A week from guides in order. Each is done on as many days as its own dose says, spread over the days that are not for
// rest, and where the week has fewest minutes so far.
export function make(guides, rest, weeks) {
  const open = WEEKDAYS.filter((weekday) => !rest.includes(weekday));
  const minutes = new Map(open.map((weekday) => [weekday, 0]));
  const chosen = new Map(open.map((weekday) => [weekday, []]));
  for (const guide of guides) {
    for (const weekday of lightest(open, guide.dose.days_a_week, minutes)) {
      chosen.get(weekday).push(guide.slug);
      minutes.set(weekday, minutes.get(weekday) + guide.minutes);
    }
  }
  return asPlan(chosen, weeks);
}

function lightest(open, wanted, minutes) {
  const count = Math.min(Math.max(wanted, 1), open.length);
  const ways = open.map((_, shift) =>
    Array.from({ length: count }, (__, step) => open[(Math.floor((step * open.length) / count) + shift) % open.length]),
  );
  const load = (days) => days.reduce((sum, weekday) => sum + minutes.get(weekday), 0);
  return ways.reduce((best, days) => (load(days) < load(best) ? days : best));
}

function asPlan(chosen, weeks) {
  const days = [...chosen].filter(([, guides]) => guides.length).map(([weekday, guides]) => ({ weekday, guides }));
  days.sort((one, other) => one.weekday - other.weekday);
  return days.length ? { days, weeks, name: "" } : null;
}

export const guidesOn = (plan, weekday) => plan.days.find((day) => day.weekday === weekday)?.guides ?? [];

export const daysOf = (plan, slug) => WEEKDAYS.filter((weekday) => guidesOn(plan, weekday).includes(slug));

// The plan with each day's guides put through `change(guides, weekday)`; null when nothing is left.
function changed(plan, change) {
  return asPlan(new Map(WEEKDAYS.map((weekday) => [weekday, change(guidesOn(plan, weekday), weekday)])), plan.weeks);
}

// The plan with a guide on one more day or on one less.
export function put(plan, slug, weekday, isOn) {
  return changed(plan, (guides, day) => {
    if (day !== weekday) return guides;
    const others = guides.filter((other) => other !== slug);
    return isOn ? [...others, slug] : others;
  });
}

export const without = (plan, slug) => changed(plan, (guides) => guides.filter((other) => other !== slug));

export const only = (plan, slugs) => changed(plan, (guides) => guides.filter((slug) => slugs.includes(slug)));

export const minutesOf = (guides) => guides.reduce((sum, guide) => sum + guide.minutes, 0);

// What a week has of each kind: minutes and days. `guides` is a map from slug to guide.
export function balance(plan, guides, kinds) {
  return kinds.map((kind) => {
    const those = slugsOf(plan).filter((slug) => guides.get(slug)?.kind === kind);
    const days = new Set(those.flatMap((slug) => daysOf(plan, slug)));
    return { kind, days: days.size, minutes: those.reduce((sum, slug) => sum + guides.get(slug).minutes * daysOf(plan, slug).length, 0) };
  });
}
