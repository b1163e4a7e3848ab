// Forget everything, in one tap: the store, the worker, and all it keeps. Then it says what is gone.

import { letGo } from "./offline.js";
import { forget, holdsAnything, whole } from "./store.js";
import { word } from "./words.js";

// What is kept, in words.
function inventory({ saved, bones, plan, diary, display, session }) {
  const parts = [
    [saved.length, word("forgotten-saved", { count: saved.length })],
    [bones, word("forgotten-bones")],
    [plan, word("forgotten-plan")],
    [diary.length, word("forgotten-diary", { count: diary.length })],
    [Object.keys(display).length, word("forgotten-display")],
    [session, word("forgotten-session")],
  ];
  return parts.filter(([isKept]) => isKept).map(([, words]) => words);
}

function tell(place, words, gone = []) {
  const said = document.createElement("p");
  said.textContent = words;
  const list = document.createElement("ul");
  list.append(...gone.map((each) => Object.assign(document.createElement("li"), { textContent: each })));
  const box = document.createElement("div");
  box.className = "callout saved__forgotten";
  box.append(said, ...(gone.length ? [list] : []));
  place.replaceChildren(box);
  place.focus();
}

document.querySelector("[data-forget]").addEventListener("click", async () => {
  const place = document.querySelector("[data-forgotten]");
  const [had, gone] = [holdsAnything(), inventory(whole())];
  const isGone = forget();
  await letGo();
  document.querySelector("[data-undo]").replaceChildren();
  tell(place, word(!isGone ? "forget-failed" : had ? "forgotten" : "forgotten-nothing"), isGone ? gone : []);
});
