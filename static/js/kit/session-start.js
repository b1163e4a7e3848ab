// Before a session: where cancer is in the bones, when nobody said so yet, and what will be played and left out.

import { copy, fill, fillList, slot } from "./parts.js";
import { stillsOf, warningsOf } from "./session-guides.js";
import { asClock } from "./clock.js";
import { minutesOf } from "./session-steps.js";
import { change } from "./store.js";
import { word } from "./words.js";

const form = document.querySelector("[data-bones]");
const boxes = [...form.elements.bones];

// Asks again with these answers ticked. `answered` is called with the new ones.
export function askBones(answers, answered) {
  for (const box of boxes) box.checked = (answers ?? []).includes(box.value);
  form.onsubmit = (event) => {
    event.preventDefault();
    const said = [...new Set(boxes.filter((box) => box.checked).map((box) => box.value))];
    const problem = !said.length ? "bones-empty" : said.includes("none") && said.length > 1 ? "bones-both" : "";
    fill(form, { "bones-problem": problem && word(problem) });
    if (problem) return;
    const kept = form.querySelector("[data-keep-bones]").checked ? change({ bones: () => said }) : "kept";
    fill(document, { "not-kept": kept === "kept" ? "" : word(kept) });
    answered(said);
  };
}

// What the visitor said about bones, in the words of the question.
function told(answers) {
  if (answers.includes("none")) return word("told-none");
  if (answers.includes("unsure")) return word("told-unsure");
  const places = boxes.filter((box) => answers.includes(box.value)).map((box) => box.nextElementSibling.textContent);
  return word("told-places", { places: places.join(", ") || answers.join(", ") });
}

export function doseOf({ dose: { sets, repetitions, seconds, rest_seconds: rest } }) {
  const said = [word("dose-rounds", { rounds: sets })];
  if (repetitions) said.push(word("dose-times", { times: repetitions }));
  if (seconds) said.push(word("dose-each", { time: asClock(seconds) }));
  if (sets > 1 && rest) said.push(word("dose-rest", { time: asClock(rest) }));
  return said.join(" · ");
}

// How a guide is rated for the visitor's bones, with the change to make. Nothing when cancer is not in them.
export function rate(root, verdict) {
  const status = root.querySelector("[data-status]");
  status.hidden = !verdict;
  if (!verdict) return;
  const icon = status.querySelector("[data-status-icon]");
  status.className = `status status--${verdict.rating}`;
  icon.setAttribute("href", icon.getAttribute("href").replace(/#.*/, `#${verdict.rating}`));
  slot(status, "verdict").textContent = [word(`rating-${verdict.rating}`), ...(verdict.rating === "change" ? verdict.words : [])].join(" ");
}

function card({ guide, verdict }) {
  const card = fill(copy("guide"), { title: guide.title, dose: doseOf(guide), warnings: warningsOf(guide).join(" ") });
  const picture = card.querySelector("[data-thumb]");
  const [still] = stillsOf(guide);
  picture.parentElement.classList.add(`panel--${guide.kind}`);
  if (still) picture.src = still.address;
  picture.hidden = !still;
  rate(card, verdict);
  return card;
}

export function showStart(screen, { playable, leftOut, bones, steps }) {
  fill(screen, { about: word("about", { minutes: minutesOf(steps) }), told: told(bones) });
  fillList(screen, "guides", playable.map(card));
  showLeftOut(screen, leftOut);
}

export function showLeftOut(screen, leftOut) {
  fillList(screen, "left-out", leftOut.map(({ title, reason }) => fill(copy("left-out"), { title, reason })));
}
