// Shows a session: the guide's pictures and words, the time that is left, what comes next.

import { filmsIn } from "../film.js";
import { asClock } from "./clock.js";
import { copy, fill, fillList, item } from "./parts.js";
import { stillsOf, warningsOf } from "./session-guides.js";
import { doseOf, rate } from "./session-start.js";
import { word } from "./words.js";

const player = document.querySelector('[data-screen="play"]');
const ring = player.querySelector("[data-ring]");
const main = player.querySelector('[data-do="main"]');
const calm = matchMedia("(prefers-reduced-motion: reduce)");

// A guide's part of the screen, when the session comes to it.
export function showGuide({ guide, verdict }, place, places) {
  fill(player, { title: guide.title, warnings: warningsOf(guide).join(" "), dose: doseOf(guide) });
  rate(player, verdict);
  fillList(player, "set-up", guide.set_up);
  fillList(player, "steps", guide.steps.map((step) => fill(copy("step"), step)));
  player.querySelector("[data-stage]").replaceChildren(stage(guide));
  fill(player, { count: word("count", { place: place + 1, places }) });
  const marks = Array.from({ length: places }, (_, i) => Object.assign(item(""), { className: i < place ? "is-done" : i === place ? "is-now" : "" }));
  player.querySelector("[data-places]").replaceChildren(...marks);
}

function stage(guide) {
  const stage = copy("stage");
  const pair = stage.querySelector("[data-pair]");
  stage.classList.add("panel", `panel--${guide.kind}`);
  const stills = stillsOf(guide);
  const hasFilm = guide.film && !guide.photos.length;
  pair.append(...(stills.length ? stills.map((each, i) => picture(each, i, guide)) : [sign(guide)]));
  stage.querySelector("[data-film-tools]").hidden = !hasFilm;
  if (hasFilm) {
    const [start, end] = [guide.pictures[0].words, guide.pictures.at(-1).words];
    Object.assign(pair.dataset, { film: guide.film, filmLabel: word("film", { start, end }) });
    filmsIn(stage);
  }
  return stage;
}

function picture({ address, width, height, words, credit }, place, guide) {
  const figure = fill(copy("picture"), { number: String(place + 1), credit });
  figure.classList.toggle("player__picture--wide", guide.positions[0] === "lying");
  Object.assign(figure.querySelector("img"), { src: address, width, height, alt: words });
  return figure;
}

function sign(guide) {
  const sign = copy("sign");
  const icon = sign.querySelector("[data-sign]");
  icon.setAttribute("href", icon.getAttribute("href").replace(/#.*/, `#${guide.positions[0]}`));
  return sign;
}

// What changes from step to step.
export function showStep(step, next, guides) {
  const round = [step.rounds > 1 ? word("round", step) : "", step.repetition && step.repetitions > 1 ? word("hold", step) : ""];
  const what = { ready: word("ready"), rest: word("rest"), work: round.filter(Boolean).join(" · ") };
  fill(player, { round: what[step.kind], next: nextInWords(step, next, guides) });
  player.dataset.kind = step.kind;
  scrollTo(0, 0);
}

function nextInWords(step, next, guides) {
  if (!next) return word("next-end");
  if (next.kind === "ready") return word("next-guide", { title: guides[next.place].guide.title });
  if (next.kind === "rest") return word("next-rest");
  if (next.repetition > 1 && step.kind === "work") return word("next-hold", next);
  return next.rounds > 1 ? word("next-round", next) : "";
}

const MAIN = { untimed: "done", lead: "pause", going: "pause", still: "go-on", timeup: "go-on" };
const SAYS = { lead: "until", going: "left", still: "paused", timeup: "time-up", untimed: "times" };

// What changes from moment to moment.
export function showTime(step, timing, isLast) {
  const { phase, lead, seconds, part, whole } = timing;
  const isReading = step.kind === "ready" && phase === "untimed";
  const says = isReading ? "start" : isLast && (phase === "untimed" || phase === "timeup") ? "finish" : MAIN[phase];
  const clock = isReading ? "" : phase === "untimed" ? String(step.repetitions) : phase === "lead" ? String(lead) : asClock(seconds);
  setText("main", word(`main-${says}`));
  setText("clock", clock);
  setText("clock-says", isReading ? "" : word(SAYS[phase]));
  player.querySelector("[data-time]").hidden = isReading;
  player.dataset.phase = phase;
  const icon = main.querySelector("[data-main-icon]");
  icon.setAttribute("href", icon.getAttribute("href").replace(/#.*/, says === "pause" ? "#pause" : says === "finish" || says === "done" ? "#check" : "#play"));
  const left = phase === "untimed" ? 1 : calm.matches ? seconds / whole : part;
  ring.toggleAttribute("hidden", left === 0); // its round ends would leave a dot
  ring.setAttribute("stroke-dasharray", `${(100 * left).toFixed(2)} 100`);
  const more = player.querySelector('[data-do="more"]');
  if (phase === "untimed" && more === document.activeElement) main.focus();
  more.hidden = phase === "untimed";
}

// Only when it is another: a live region that is written again is read again.
export function setText(name, words) {
  const place = player.querySelector(`[data-slot="${name}"]`);
  if (place.textContent !== words) place.textContent = words;
}
