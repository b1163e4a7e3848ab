// The reading help page: each choice counts at once and is kept on the device.

import { change, read, standing } from "./store.js";

const form = document.querySelector("[data-reading-help]");
const said = document.querySelector("[data-reading-said]");

function show() {
  const chosen = read("display");
  for (const input of form.elements) {
    if (input.type === "radio") input.checked = input.value === (chosen[input.name] ?? "");
  }
}

function tell(outcome) {
  said.textContent = said.dataset[outcome];
}

form.addEventListener("change", ({ target }) => {
  tell(change({ display: ({ [target.name]: _before, ...others }) => ({ ...others, ...(target.value && { [target.name]: target.value }) }) }));
});

form.addEventListener("reset", (event) => {
  event.preventDefault();
  tell(change({ display: () => ({}) }));
  show();
});

form.hidden = false;
show();
if (standing() !== "ready" && standing() !== "broken") tell(standing());
