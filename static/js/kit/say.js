// One place on every page where scripts say things: announced politely, and shown when it must be seen.

import { word } from "./words.js";

const place = document.querySelector("[data-says]");
const looks = {
  heard: "visually-hidden", // the page shows the same
  note: "says__words callout",
  stop: "says__words callout callout--stop",
  near: "says__words says__words--near callout", // where a finger just was, however far down the page
  problem: "says__words says__words--near callout callout--change",
};

// Say words: `look` is one of the above. What is heard takes the place of what was heard before; what is shown stays
// until it is closed.
export function say(words, look = "heard") {
  if (!place) return;
  const said = document.createElement("div");
  said.className = looks[look];
  said.append(Object.assign(document.createElement("p"), { textContent: words }));
  for (const old of place.querySelectorAll(".visually-hidden")) old.remove();
  if (look !== "heard") said.append(closing(said));
  place.append(said);
}

function closing(said) {
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "button button--tool", textContent: word("close") });
  button.addEventListener("click", () => said.remove());
  return button;
}

// Say why a change was not kept. True when it was.
export function isKept(answer) {
  if (answer !== "kept") say(word(answer), "problem");
  return answer === "kept";
}
