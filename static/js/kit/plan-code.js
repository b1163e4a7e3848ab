// A plan as text for a link, and back. Pure: it knows nothing of pages or of what is kept.
//
//   1.4.walking,march-in-a-chair.001.20.k3f9x2a
//   version, weeks, guides, one part for each day with guides (weekday, then places in the list of guides), check
//
// It holds guides and days alone. A later version begins with another number; links of this one stay readable.

export const MOST_GUIDES = 12; // as in a booklet
export const MOST_WEEKS = 12;
const VERSION = "1";
const LONGEST = 1500;
const PLACES = "0123456789ab";
const SLUG = /^[-\w]{1,100}$/;
const isWhole = (value, least, most) => Number.isInteger(value) && value >= least && value <= most;
const areDifferent = (values) => new Set(values).size === values.length;

export const slugsOf = (plan) => [...new Set(plan.days.flatMap((day) => day.guides))];

// Whether this is a plan: from the store or from a link, anything can come.
export function isPlan(plan) {
  const days = plan?.days;
  if (!Array.isArray(days) || !days.length || !isWhole(plan.weeks, 1, MOST_WEEKS)) return false;
  const areDays = days.every((day) => isWhole(day?.weekday, 0, 6) && areGuides(day.guides));
  return areDays && areDifferent(days.map((day) => day.weekday)) && slugsOf(plan).length <= MOST_GUIDES;
}

const areGuides = (guides) =>
  Array.isArray(guides) && guides.length > 0 && areDifferent(guides) && guides.every((slug) => typeof slug === "string" && SLUG.test(slug));

export function encode(plan) {
  const days = [...plan.days].sort((one, other) => one.weekday - other.weekday);
  const slugs = slugsOf({ days });
  const parts = days.map((day) => `${day.weekday}${day.guides.map((slug) => PLACES[slugs.indexOf(slug)]).join("")}`);
  return sealed([VERSION, plan.weeks, slugs.join(","), ...parts].join("."));
}

// `{plan}`, or `{problem}`: "newer" (made by a later hub), "long", or "damaged" (cut short, changed or never a plan).
export function decode(text) {
  if (text.length > LONGEST) return { problem: "long" };
  const [version, weeks, slugs, ...parts] = text.split(".").slice(0, -1);
  if (/^[2-9]\d{0,3}$/.test(version)) return { problem: "newer" };
  const plan = planOf(weeks, slugs?.split(",") ?? [], parts);
  return isPlan(plan) && encode(plan) === text ? { plan } : { problem: "damaged" };
}

// Only what `encode` writes comes through `decode`, so this may read carelessly.
function planOf(weeks, slugs, parts) {
  const days = parts.map(([weekday, ...places]) => ({
    weekday: Number(weekday),
    guides: places.map((place) => slugs[PLACES.indexOf(place)]),
  }));
  return { days, weeks: Number(weeks), name: "" };
}

const sealed = (text) => `${text}.${checksum(text)}`;

// FNV-1a in 32 bits: it finds what was cut off or mistyped, no more. Nothing of a plan is secret or trusted.
function checksum(text) {
  let sum = 0x811c9dc5;
  for (const octet of new TextEncoder().encode(text)) sum = Math.imul(sum ^ octet, 0x01000193) >>> 0;
  return sum.toString(36);
}
