// Reads a file that another device of the visitor's made, and believes nothing in it.

import { SITES } from "./rating.js";
import { isEntry } from "./saved.js";
import { isSound, upgrade } from "./store.js";

export const KIND = "physical-activity-resource-hub";
const MOST_BYTES = 5_000_000;
const ANSWERS = ["none", "unsure", "hip", ...SITES];

const areText = (...values) => values.every((value) => typeof value === "string");
const isDiaryEntry = (entry) => areText(entry?.id, entry?.at) && Array.isArray(entry.guides);
const areDays = (days) => Array.isArray(days) && days.every((day) => Array.isArray(day?.guides));
const isPlan = (plan) => plan === null || areDays(plan.days);
const areAnswers = (bones) => bones === null || (bones.length > 0 && bones.every((answer) => ANSWERS.includes(answer)));

// {kept} in the shape of today, or {problem}: "file-large", "file-strange" or "file-newer".
export async function wholeFrom(file) {
  if (file.size > MOST_BYTES) return { problem: "file-large" };
  try {
    const { file: kind, made, ...entry } = JSON.parse(await file.text());
    if (kind !== KIND || !Number.isInteger(entry.version)) return { problem: "file-strange" };
    const kept = upgrade(entry);
    if (!kept) return { problem: "file-newer" };
    const areListsWhole = isSound(kept) && kept.saved.every(isEntry) && kept.diary.every(isDiaryEntry);
    const isWhole = areListsWhole && isPlan(kept.plan) && areAnswers(kept.bones);
    return isWhole ? { kept } : { problem: "file-strange" };
  } catch {
    return { problem: "file-strange" };
  }
}
