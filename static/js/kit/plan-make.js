// The form that makes a week: days of rest first, then which guides. Nothing is chosen beforehand but what was saved.

import { MOST_GUIDES } from "./plan-code.js";
import { dayTick, fillWeeks } from "./plan-change.js";
import { dose, leftOut, mark, status } from "./plan-show.js";
import { make, WEEKDAYS } from "./plan-week.js";
import { fill, piece } from "./pieces.js";
import { word } from "./words.js";

const WEEKS = 4;

// `source` is {from, slugs, chosen: a set of slugs, isDemonstration}; the set is kept up to date.
export function showForm(form, source, found, isAsked) {
  const guides = source.slugs.flatMap((slug) => found.planned.get(slug) ?? []);
  fill(form, {
    from: source.from,
    demonstration: source.isDemonstration ? word("demonstration") : "",
    choices: guides.map((guide) => choice(guide, source, isAsked)),
    "make-left-out": found.leftOut.map(leftOut),
    ...(form.querySelector('[data-slot="rest-days"] input') ? {} : { "rest-days": restDays() }),
  });
  form.querySelector('[data-part="make-left-out"]').hidden = !found.leftOut.length;
  if (!form.elements.weeks.options.length) fillWeeks(form.elements.weeks, WEEKS);
}

const restDays = () => WEEKDAYS.map((weekday) => dayTick(weekday, false, `rest ${weekday}`));

function choice(guide, source, isAsked) {
  const often = guide.dose.days_a_week ? [word("days-a-week", { count: guide.dose.days_a_week })] : [];
  const about = [word(guide.kind), word("minutes", { minutes: guide.minutes }), dose(guide), ...often];
  const row = piece("choice", { title: guide.title, dose: about.join(" · "), status: status(guide, isAsked), mark: mark(guide) });
  const box = row.querySelector("input");
  Object.assign(box, { value: guide.slug, checked: source.chosen.has(guide.slug) });
  box.dataset.key = `choose ${guide.slug}`;
  box.addEventListener("change", () => source.chosen[box.checked ? "add" : "delete"](guide.slug));
  return row;
}

// The week that the form asks for; null after saying what is missing.
export function readForm(form, source, found) {
  const rest = [...form.querySelectorAll('[data-slot="rest-days"] input:checked')].map((box) => Number(box.value));
  const chosen = source.slugs.filter((slug) => source.chosen.has(slug) && found.planned.has(slug));
  const wrong = problem(rest, chosen);
  fill(form, { wrong: wrong && word(wrong) });
  if (wrong) return null;
  return make(chosen.map((slug) => ({ ...found.planned.get(slug), slug })), rest, Number(form.elements.weeks.value));
}

function problem(rest, chosen) {
  if (!rest.length) return "rest-first";
  if (rest.length === WEEKDAYS.length) return "only-rest";
  if (!chosen.length) return "none-chosen";
  return chosen.length > MOST_GUIDES ? "too-many" : "";
}
