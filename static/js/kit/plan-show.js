// The week on the screen and on paper, what was left out, what it adds up to, and how to build up.

import { slugsOf } from "./plan-code.js";
import { named } from "./plan-guides.js";
import { balance, guidesOn, minutesOf, only, WEEKDAYS } from "./plan-week.js";
import { fill, piece } from "./pieces.js";
import { word } from "./words.js";

const KINDS = ["aerobic", "strength", "balance"];
const BESIDE = ["flexibility", "breathing"];

// `found` is what `gather` found for all guides of the plan; `isAsked` whether the visitor answered about bones.
export function showWeek(page, plan, found, isAsked) {
  const shown = only(plan, [...found.planned.keys()]) ?? { days: [], weeks: plan.weeks };
  const guides = slugsOf(shown).map((slug) => found.planned.get(slug));
  fill(page.querySelector('[data-part="week"]'), {
    "week-rest": about(shown),
    "week-days": WEEKDAYS.map((weekday) => day(shown, weekday, found, isAsked)),
    unreached: found.unreached.length ? word("unreached", { titles: found.unreached.map(named).join(", ") }) : "",
    "left-out": found.leftOut.map(leftOut),
    balance: bars(balance(shown, found.planned, [...KINDS, ...BESIDE])),
    "build-up": guides.filter((guide) => guide.dose.first_week || guide.dose.build_up).map(buildUp),
  });
  page.querySelector('[data-part="left-out"]').hidden = !found.leftOut.length;
  return shown;
}

function about({ days, weeks }) {
  if (!days.length) return word("all-out");
  const resting = WEEKDAYS.length - days.length;
  return [resting ? word("rest-days", { count: resting }) : word("no-rest"), word("weeks", { count: weeks })].join(" · ");
}

export const leftOut = ({ title, why }) => piece("left-out", { title, why });

function day(plan, weekday, found, isAsked) {
  const guides = guidesOn(plan, weekday).map((slug) => found.planned.get(slug));
  return piece("day", {
    name: word(`day-${weekday}`),
    minutes: guides.length ? word("minutes", { minutes: minutesOf(guides) }) : "",
    guides: guides.map((guide) => planned(guide, isAsked)),
    rest: guides.length ? "" : word("rest"),
    start: guides.length ? startOf(guides) : "",
  });
}

function planned(guide, isAsked) {
  return piece("guide", { title: linkTo(guide), dose: dose(guide), status: status(guide, isAsked), mark: mark(guide) });
}

function linkTo(guide) {
  const link = piece("link");
  link.href = new URL(guide.url).pathname;
  link.textContent = guide.title;
  return link;
}

// The way to the player, where the hub has one.
function startOf(guides) {
  const start = piece("start");
  if (!start.getAttribute("href")) return "";
  start.href += `#guides=${guides.map((guide) => guide.slug).join(",")}`;
  return start;
}

// The rating for this visitor's bones with the change to make; empty when they have none.
export function status(guide, isAsked) {
  if (!isAsked) return piece("unchecked");
  if (!guide.verdict) return "";
  return guide.verdict.rating === "change" ? piece("change", { words: guide.verdict.words.join(" ") }) : piece("ok");
}

export function mark(guide) {
  if (guide.is_demonstration) return word("demonstration");
  return guide.is_waiting_for_second_check ? word("second-check") : "";
}

// The guide's own dose, one round after another.
export function dose({ dose: said }) {
  const { repetitions, seconds, sets } = said;
  const isWholeMinutes = seconds >= 60 && seconds % 60 === 0;
  return [
    repetitions ? word("times", { count: repetitions }) : "",
    seconds ? (isWholeMinutes ? word("dose-minutes", { count: seconds / 60 }) : word("seconds", { count: seconds })) : "",
    word("rounds", { count: sets }),
  ].filter(Boolean).join(" · ");
}

// The three kinds of the trial always have a row; the others where the week has them. Bars compare within the week.
function bars(rows) {
  const shown = rows.filter((row) => KINDS.includes(row.kind) || row.minutes);
  const most = Math.max(...shown.map((row) => row.minutes), 1);
  return shown.map((row) => {
    const bar = piece("bar", {
      kind: word(row.kind),
      minutes: row.minutes ? word("bar", { minutes: row.minutes }) : word("none"),
      days: row.days,
    });
    bar.dataset.kind = row.kind;
    const length = bar.querySelector(".plan__bar");
    length.hidden = !row.minutes;
    length.style.setProperty("--share", row.minutes / most);
    return bar;
  });
}

function buildUp({ title, dose: { first_week: first, build_up: then } }) {
  return piece("build-up", {
    title,
    first: first && word("first-week", { words: first }),
    then: then && word("build-up", { words: then }),
  });
}

// The same week for paper. `places` are the bones in words; null when they were not asked.
export function showSheet(page, plan, found, places) {
  const guides = slugsOf(plan).map((slug) => found.planned.get(slug));
  fill(page.querySelector('[data-part="sheet"]'), {
    "sheet-mark": [...new Set(guides.map(mark).filter(Boolean))].join(" "),
    "sheet-bones": places === null ? word("sheet-unchecked") : word("sheet-checked", { places }),
    sheet: WEEKDAYS.map((weekday) => {
      const those = guidesOn(plan, weekday).map((slug) => sheetGuide(found.planned.get(slug)));
      return piece("sheet-row", { name: word(`day-${weekday}`), guides: those.length ? those : word("rest") });
    }),
  });
}

function sheetGuide(guide) {
  const change = guide.verdict?.rating === "change" ? guide.verdict.words.join(" ") : "";
  return piece("sheet-guide", { title: guide.title, dose: dose(guide), change });
}
