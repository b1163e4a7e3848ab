// Where is cancer in your bones? Asked and answered on the device, wherever the kit needs to know.

import { fill } from "./pieces.js";
import { word } from "./words.js";

const ALONE = ["none", "unsure"];

// Listens to the form; `answer(answers)` gets what was said.
export function listen(form, answer) {
  form.addEventListener("change", ({ target }) => {
    if (!target.checked) return;
    for (const box of boxes(form)) {
      const cannotStandBeside = target !== box && (ALONE.includes(target.value) || ALONE.includes(box.value));
      if (cannotStandBeside) box.checked = false;
    }
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const said = boxes(form).filter((box) => box.checked).map((box) => box.value);
    fill(form, { wrong: said.length ? "" : word("bones-none-chosen") });
    if (said.length) answer(said);
  });
}

const boxes = (form) => [...form.elements.bones];

// Shows what was said (null: not asked), and the form when it is asked or open.
export function show(part, answers, isOpen) {
  const form = part.querySelector("form");
  const places = placesOf(form, answers);
  part.hidden = false;
  part.querySelector('[data-part="unasked"]').hidden = answers !== null;
  part.querySelector('[data-part="told"]').hidden = answers === null || isOpen;
  form.hidden = answers !== null && !isOpen;
  fill(part, { told: places ?? "" });
  return places;
}

export function tick(form, answers) {
  for (const box of boxes(form)) box.checked = wasSaid(box, answers ?? []);
}

// An address can name the pelvis alone, which the form asks about together with the hip.
const wasSaid = (box, answers) => answers.includes(box.value) || (box.value === "hip" && answers.includes("pelvis"));

// The answers in the words of the form; null when they were not asked.
function placesOf(form, answers) {
  if (answers === null) return null;
  const said = boxes(form).filter((box) => wasSaid(box, answers));
  return said.map((box) => box.closest("label").textContent.trim()).join(", ") || answers.join(", ");
}
