// Reads a file that another device of the visitor's made, and believes nothing in it.

import { SITES } from "./rating.js";
import { isEntry } from "./saved.js";
import { isSound, upgrade } from "./store.js";

const MOST_BYTES = 5_000_000;
const ANSWERS = ["none", "unsure", "hip", ...SITES];

const isDiaryEntry = (entry) => typeof entry?.id === "string" && typeof entry.at === "string" && Array.isArray(entry.guides);
const isPlan = (plan) => plan === null || (Array.isArray(plan.days) && plan.days.every((day) => Array.isArray(day?.guides)));
const areAnswers = (bones) => bones === null || (bones.length > 0 && bones.every((answer) => ANSWERS.includes(answer)));

// {kept} in the shape of today, or {problem}: "file-large", "file-strange" or "file-newer".
export async function wholeFrom(file) {
  if (file.size > MOST_BYTES) return { problem: "file-large" };
  try {
    const { file: kind, made, ...entry } = JSON.parse(await file.text());
    if (kind !== "physical-activity-resource-hub" || !Number.isInteger(entry.version)) return { problem: "file-strange" };
    const kept = upgrade(entry);
    if (!kept) return { problem: "file-newer" };
    const isWhole =
      isSound(kept) && kept.saved.every(isEntry) && kept.diary.every(isDiaryEntry) && isPlan(kept.plan) && areAnswers(kept.bones);
    return isWhole ? { kept } : { problem: "file-strange" };
  } catch {
    return { problem: "file-strange" };
  }
}
