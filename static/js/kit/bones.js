// Where is cancer in your bones? Asked on the device, answered on the device.

import { isKept } from "./say.js";
import { change, onChange, read } from "./store.js";

const box = document.querySelector("[data-bones]");
const told = document.querySelector("[data-bones-told]");
const form = document.querySelector("[data-bones-form]");
const ticks = [...form.elements.namedItem("bones")];
const alone = ["none", "unsure"];

function show() {
  const answers = read("bones");
  const has = (value) => answers?.includes(value === "hip" && answers.includes("pelvis") ? "pelvis" : value);
  const chosen = ticks.filter((tick) => has(tick.value));
  for (const tick of ticks) tick.checked = chosen.includes(tick);
  told.hidden = !answers;
  box.hidden = Boolean(answers) && !box.open;
  const words = chosen.map((tick) => tick.closest("label").textContent.trim());
  document.querySelector("[data-bones-said]").textContent = words.join(", ");
}

// "No" and "not sure" stand alone, as in the list of guides.
form.addEventListener("change", ({ target }) => {
  if (!target.checked) return;
  for (const other of ticks) {
    if (other !== target && (alone.includes(target.value) || alone.includes(other.value))) other.checked = false;
  }
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const answers = ticks.filter((tick) => tick.checked).map((tick) => tick.value);
  box.open = false;
  if (!isKept(change({ bones: () => (answers.length ? answers : null) }))) return;
  (told.hidden ? box.querySelector("summary") : told.querySelector("button")).focus();
});
document.querySelector("[data-bones-change]").addEventListener("click", () => {
  box.hidden = false;
  box.open = true;
  ticks.find((tick) => tick.checked)?.focus();
});
onChange(show);
show();
