// The diary: read from the device, written there, and nowhere else.

import { chart } from "./diary-chart.js";
import { dates } from "./dates.js";
import { asCsv, entry, localTime, namesOf, readable, weeks } from "./diary-entries.js";
import { copy, fill, fillList } from "./parts.js";
import { change, onChange, read, standing } from "./store.js";
import { word } from "./words.js";

const ON_PAPER = 10;
const diary = document.querySelector("[data-diary]");
const formSection = diary.querySelector("[data-form]");
const form = diary.querySelector("[data-diary-form]");
const day = dates({ dateStyle: "medium" });
const moment = dates({ weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" });
let measure = "minutes";
let edited = null; // the entry in the form; null for a new one
let deleted = null;

const entries = () => readable(read("diary"));

function draw() {
  const all = entries();
  diary.querySelector("[data-empty]").hidden = all.length > 0;
  for (const part of diary.querySelectorAll("[data-filled]")) part.hidden = !all.length;
  fillList(diary, "entries", all.map(row));
  fill(diary, { more: all.length > ON_PAPER ? word("newest", { count: ON_PAPER, all: all.length }) : "" });
  drawWeeks(weeks(all, new Date()));
}

function drawWeeks(rows) {
  diary.querySelector("[data-chart]").replaceChildren(chart(rows, measure, word(`chart-${measure}`)));
  fill(diary, { unit: word(`unit-${measure}`) });
  fillList(diary, "weeks", rows.map(weekRow));
  for (const button of diary.querySelectorAll("[data-measure]")) button.setAttribute("aria-pressed", button.dataset.measure === measure);
}

const weekRow = ({ monday, sessions, minutes }) =>
  fill(copy("week"), { week: day.format(monday), sessions: String(sessions), minutes: String(minutes) });

function row(one, place) {
  const item = copy("entry");
  item.dataset.entry = one.id;
  item.classList.toggle("diary__entry--screen", place >= ON_PAPER);
  const when = moment.format(new Date(one.at));
  fill(item, { when, names: namesOf(one).join(", ") || word("something"), facts: facts(one).join(" · "), note: one.note });
  item.querySelector("time").dateTime = one.at;
  for (const button of item.querySelectorAll("button")) button.setAttribute("aria-label", `${button.textContent}: ${when}`);
  return item;
}

const felt = (one) => (["easier", "right", "hard"].includes(one.felt) ? word(`felt-${one.felt}`) : "");
const stopped = (one) => (["stop", "hurt", "sign"].includes(one.stopped) ? word(`stopped-${one.stopped}`) : "");
const facts = (one) => [one.minutes ? word("minutes", one) : "", felt(one), stopped(one)].filter(Boolean);

// The form

function open(one) {
  edited = one;
  const shown = one ?? { at: localTime(new Date()), what: "", minutes: "", felt: "", note: "" };
  form.reset();
  for (const name of ["at", "what", "minutes", "felt", "note"]) form.elements[name].value = shown[name] ?? "";
  form.elements.at.max = localTime(new Date());
  fill(formSection, { "form-title": word(one ? "change" : "new") });
  formSection.hidden = false;
  formSection.querySelector("h2").focus();
}

function close() {
  formSection.hidden = true;
  diary.querySelector('[data-do="add"]').focus();
}

function keep(event) {
  event.preventDefault();
  const { at, what, minutes, felt, note } = form.elements;
  const said = { at: at.value, what: what.value.trim(), felt: felt.value, note: note.value.trim() };
  const whole = entry({ ...edited, ...said, minutes: minutes.value === "" ? null : Number(minutes.value) });
  const kept = change({ diary: (now) => [...now.filter((each) => each?.id !== whole.id), whole] });
  tell(kept);
  if (kept === "kept") close();
}

function remove(id) {
  deleted = entries().find((each) => each.id === id);
  const kept = change({ diary: (now) => now.filter((each) => each?.id !== id) });
  tell(kept === "kept" ? "deleted" : kept);
  diary.querySelector("[data-undo]").hidden = kept !== "kept";
  if (kept === "kept") diary.querySelector('[data-do="undo"]').focus();
}

function undo() {
  tell(change({ diary: (now) => [...now, deleted] }));
  diary.querySelector(`[data-entry="${CSS.escape(deleted.id)}"]`)?.focus();
}

function tell(what) {
  fill(diary, { said: word(what) });
  diary.querySelector("[data-undo]").hidden = true;
}

function save() {
  const columns = ["at", "what", "minutes", "felt", "stopped", "note"];
  const rows = entries().map((one) => [one.at.replace("T", " "), namesOf(one).join(", "), one.minutes, felt(one), stopped(one), one.note]);
  const file = new Blob([asCsv(columns.map((name) => word(`csv-${name}`)), rows)], { type: "text/csv;charset=utf-8" });
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(file), download: `${word("csv-file")}.csv` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

const DO = {
  add: () => open(null),
  edit: (id) => open(entries().find((each) => each.id === id)),
  delete: remove,
  undo,
  "not-kept": close,
  print: () => print(),
  export: save,
};

diary.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.dataset.measure) {
    measure = button.dataset.measure;
    drawWeeks(weeks(entries(), new Date()));
  }
  if (button && Object.hasOwn(DO, button.dataset.do ?? "")) DO[button.dataset.do](button.closest("[data-entry]")?.dataset.entry);
});
form.addEventListener("submit", keep);
onChange(draw);

diary.querySelector("[data-without-script]").hidden = true;
diary.querySelector("[data-with-script]").hidden = false;
if (standing() !== "ready") tell(standing());
draw();
