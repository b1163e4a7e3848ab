// All that is kept, as a file to carry to another device; and such a file, taken over. What is here already stays: a
// file only adds to it.

import { KIND, wholeFrom } from "./kit-file.js";
import { isEntry } from "./saved.js";
import { isKept } from "./say.js";
import { change, read, whole } from "./store.js";
import { word } from "./words.js";

const says = document.querySelector("[data-file-says]");

function tell(words, look = "callout") {
  const said = document.createElement("p");
  said.className = look;
  said.textContent = words;
  says.replaceChildren(said);
}

document.querySelector("[data-export]").addEventListener("click", () => {
  const kept = { ...whole(), session: null }; // a session that was broken off here is of this device
  const file = { file: KIND, made: new Date().toISOString(), ...kept };
  const address = URL.createObjectURL(new Blob([JSON.stringify(file, null, 1)], { type: "application/json" }));
  const link = Object.assign(document.createElement("a"), { href: address, download: "activity-hub.json" });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
  tell(word("file-made"));
});

const newOnes = (now, theirs, key) => theirs.filter((each) => !now.some((mine) => mine?.[key] === each[key]));

function merge(theirs) {
  const mine = whole();
  const guides = newOnes(mine.saved, theirs.saved.filter(isEntry), "slug");
  const entries = newOnes(mine.diary, theirs.diary, "id");
  const answer = change({
    saved: (now) => [...now, ...guides],
    bones: (now) => now ?? theirs.bones,
    plan: (now) => now ?? theirs.plan,
    diary: (now) => [...now, ...entries].sort((a, b) => String(a.at).localeCompare(String(b.at))),
    display: (now) => ({ ...theirs.display, ...now }),
  });
  if (!isKept(answer)) return tell(word(answer), "callout callout--stop");
  const differs = (part) => mine[part] && theirs[part] && JSON.stringify(mine[part]) !== JSON.stringify(theirs[part]);
  const said = [word("file-read", { guides: guides.length, entries: entries.length })];
  if (differs("bones")) said.push(word("file-kept-bones"));
  if (differs("plan")) said.push(word("file-kept-week"));
  return tell(said.join(" "));
}

document.querySelector("[data-import]").addEventListener("change", async ({ target }) => {
  const [file] = target.files;
  if (!file) return;
  const { kept, problem } = await wholeFrom(file);
  target.value = "";
  if (problem) tell(word(problem), "callout callout--stop");
  else merge(kept);
});
