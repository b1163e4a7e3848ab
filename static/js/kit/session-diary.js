// Offers to keep a session in the diary, with what it was already filled in.

import { entry } from "./diary-entries.js";
import { copy, fill } from "./parts.js";
import { change } from "./store.js";
import { word } from "./words.js";

// Into the screen. `session` is an entry without what the visitor says. In the diary, nothing is left to go on with.
export function offerDiary(screen, session) {
  for (const old of document.querySelectorAll("[data-diary-offer]")) old.remove();
  const offer = copy("diary");
  const form = offer.querySelector("[data-diary-form]");
  form.elements.minutes.value = session.minutes || "";
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const { felt, minutes, note } = form.elements;
    const said = { felt: felt.value, minutes: minutes.value === "" ? null : Number(minutes.value), note: note.value.trim() };
    const whole = entry({ ...session, ...said });
    const others = (entries) => entries.filter((each) => each?.id !== whole.id);
    const kept = change({ diary: (entries) => [...others(entries), whole], session: () => null });
    answer(offer, form, kept, kept === "kept");
  });
  offer.querySelector('[data-do="not-kept"]').addEventListener("click", () => answer(offer, form, "not-kept", true));
  screen.querySelector('[data-place="diary"]').replaceChildren(offer);
}

// A form that could not be kept stays, so that nothing written in it is lost.
function answer(offer, form, kept, isOver) {
  form.hidden = isOver;
  fill(offer, { kept: word(kept) });
  offer.querySelector("[data-diary-link]").hidden = kept !== "kept";
}
