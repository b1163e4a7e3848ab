// One saved guide as its row on the page: what is known of it, how it stands for the visitor's bones, what to do.

import { strictest } from "./rating.js";
import { day, word } from "./words.js";

const frame = document.querySelector("template[data-saved-item]").content;

function picture(place, fact) {
  place.classList.add(`panel--${fact.kind}`);
  const drawing = fact.pictures.find((each) => each.address);
  if (!drawing) {
    const sign = place.querySelector("[data-sign]");
    return sign.setAttribute("href", sign.getAttribute("href") + fact.positions[0]);
  }
  const image = new Image(drawing.width, drawing.height);
  image.className = fact.positions[0] === "lying" ? "figure figure--wide" : "figure";
  image.alt = "";
  image.src = drawing.address;
  return place.replaceChildren(image);
}

const turn = (use, name) => use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${name}`));

function facts(row, fact) {
  const find = (name) => row.querySelector(`[data-${name}]`);
  picture(find("picture"), fact);
  find("kind").textContent = word(`kind-${fact.kind}`);
  turn(find("level-icon"), `level-${fact.level}`);
  find("level").textContent = word(`level-${fact.level}`);
  find("minutes").textContent = word("minutes", { minutes: fact.minutes });
  find("facts").hidden = false;
}

function rating(row, { rating: rated, words }) {
  const place = row.querySelector("[data-rating]");
  turn(place.querySelector("[data-rating-icon]"), rated);
  place.querySelector(".status").classList.add(`status--${rated}`);
  const said = { ok: [], change: words, ask: words.slice(0, 1) }[rated]; // as on a card
  const parts = [word(`rated-${rated}`), said.join(" ")].filter(Boolean);
  place.querySelector("[data-rating-words]").textContent = parts.join(": ");
  place.hidden = false;
}

// What must be said about a guide, as [words, class of the notice].
function notices(entry, fact, problem) {
  if (entry.withdrawn !== undefined) return [[word("withdrawn", { reason: entry.withdrawn }), "callout callout--stop"]];
  const said = [];
  if (fact?.is_demonstration) said.push([word("demonstration"), "notice notice--small"]);
  else if (fact?.is_waiting_for_second_check) said.push([word("second-check"), "notice notice--small"]);
  if (entry.overdue) said.push([word("overdue"), "notice notice--overdue"]);
  if (entry.updated) said.push([word("updated", { day: day(entry.updated) }), "small muted"]);
  if (problem) said.push([word(problem === 404 ? "not-there" : "not-here"), "notice"]);
  return said;
}

// The row of an entry. `fact` is the guide as the hub gives it, if it is known; `problem` why it is not.
export function item(entry, { fact, problem, bones, isFirst, isLast }) {
  const row = frame.cloneNode(true).firstElementChild;
  row.dataset.slug = entry.slug;
  const open = row.querySelector("[data-open]");
  open.textContent = entry.title;
  open.href = `/guides/${entry.slug}/`;
  row.querySelector("[data-print]").href = `/guides/${entry.slug}/print/`;
  for (const named of row.querySelectorAll("[data-named]")) named.textContent = ` ${entry.title}`;
  row.querySelector('[data-do="up"]').disabled = isFirst;
  row.querySelector('[data-do="down"]').disabled = isLast;
  row.querySelector("[data-print]").hidden = entry.withdrawn !== undefined || problem === 404;
  if (fact && entry.withdrawn === undefined) {
    facts(row, fact);
    const rated = strictest(fact, bones);
    if (rated) rating(row, rated);
  }
  for (const [words, look] of notices(entry, fact, problem)) {
    const said = document.createElement("p");
    said.className = look;
    said.textContent = words;
    row.querySelector("[data-notices]").append(said);
  }
  return row;
}
