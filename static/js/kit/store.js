// All that the hub keeps on a visitor's device, and the only module that touches the browser's storage for it.
//
// It is one entry, so that forgetting is one removal. Parts of it:
//   saved    guides in the visitor's order: {slug, title, edition, at}, and what became of them since: `withdrawn` (the
//            reason), `updated` (when a newer edition came), `overdue`
//   bones    answers as the addresses of lists spell them (["hip"], ["none"], ["unsure"]), or null: not asked
//   plan     a week, or null
//   diary    entries, oldest first: {id, at, guides, done, titles, what, minutes, felt, note, stopped}
//   display  how pages look and read; under `session`, how the player goes
//   session  a session of the player that was broken off: {guides, titles, bones, at, spent}; or null
// Every change reads what is there first, so two tabs do not undo each other. Nothing of it is ever sent.

const KEY = "hub-kit";
const NOTHING = { saved: [], bones: null, plan: null, diary: [], display: {}, session: null };

// Each step leads from one version of the entry to the next. A new version is a new step; old ones never change.
const STEPS = [(first) => ({ ...NOTHING, ...first })];
const VERSION = STEPS.length;
const listeners = new Set();

// The entry as this version knows it. An entry of a newer hub (an older page can still be open) is not understood.
export function upgrade(entry, steps = STEPS) {
  const from = entry.version ?? 0;
  if (!Number.isInteger(from) || from < 0 || from > steps.length) return null;
  return { ...steps.slice(from).reduce((kept, step) => step(kept), entry), version: steps.length };
}

// What is there and how it stands: "ready", "denied" (the browser keeps nothing for this site), "newer" or "broken".
function look() {
  let text;
  try {
    text = localStorage.getItem(KEY);
  } catch {
    return { standing: "denied", kept: NOTHING };
  }
  try {
    const entry = JSON.parse(text ?? "{}");
    const kept = isRecord(entry) ? upgrade(entry) : undefined;
    if (kept === null) return { standing: "newer", kept: NOTHING };
    return kept && isSound(kept) ? { standing: "ready", kept } : { standing: "broken", kept: NOTHING };
  } catch {
    return { standing: "broken", kept: NOTHING };
  }
}

const isRecord = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

// Whether every part has its shape. What single entries hold is for those who read them to check.
export function isSound(kept) {
  const lists = Array.isArray(kept.saved) && Array.isArray(kept.diary);
  const orNull = (value, is) => value === null || is(value);
  const records = isRecord(kept.display) && orNull(kept.plan, isRecord) && orNull(kept.session, isRecord);
  return lists && records && orNull(kept.bones, Array.isArray);
}

export const standing = () => look().standing;

// One part, to look at: a copy, so that only `change` changes anything.
export const read = (part) => structuredClone(look().kept[part]);

// Every part with the version, to look at or to carry away.
export const whole = () => structuredClone({ ...look().kept, version: VERSION });

// Whether anything is kept at all.
export const holdsAnything = () => JSON.stringify({ ...look().kept, version: 0 }) !== JSON.stringify({ ...NOTHING, version: 0 });

// Change parts: `change({saved: (now) => [...now, guide]})`. All of them or none. Answers "kept", or why not: "full",
// "denied", "newer". What cannot be read any more is put aside first, never thrown away.
export function change(parts) {
  const { standing: how, kept } = look();
  if (how === "denied" || how === "newer") return how;
  const changed = { ...kept, version: VERSION };
  for (const [part, next] of Object.entries(parts)) {
    if (!(part in NOTHING)) throw new RangeError(`The store has no part "${part}".`);
    changed[part] = next(structuredClone(kept[part]));
  }
  try {
    if (how === "broken") localStorage.setItem(`${KEY}-unread`, localStorage.getItem(KEY));
    localStorage.setItem(KEY, JSON.stringify(changed));
  } catch (problem) {
    return problem.name === "QuotaExceededError" ? "full" : "denied";
  }
  tell();
  return "kept";
}

// Everything, gone from this device. True when it is.
export function forget() {
  try {
    for (const key of [KEY, `${KEY}-unread`]) localStorage.removeItem(key);
  } catch {
    return false;
  }
  tell();
  return true;
}

// Calls `listener` after each change, of this tab and of others. Returns what ends it.
export function onChange(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell() {
  for (const listener of listeners) listener();
}

addEventListener("storage", (event) => {
  if (event.key === KEY || event.key === null) tell();
});
