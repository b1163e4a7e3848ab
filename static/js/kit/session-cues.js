// What is said while a session goes: the words are always on the screen, aloud only when asked for, in the language of
// the page by the device's own voice. And a short buzz where the device can and was asked to.

import { hush, ownVoice, say as speak } from "./voice.js";
import { word } from "./words.js";

const HALF_FROM = 40; // seconds; shorter work has no half to speak of

// What there is to say now: {key, words} changes when something new is to be said; `aloud` differs for 3, 2, 1.
export function cueOf(step, guide, { phase, lead, seconds, whole }) {
  const here = `${step.place}-${step.kind}-${step.round}-${step.repetition}`;
  if (step.kind === "ready") return cue(`${here}`, word("cue-ready"), [guide.title, ...stepsAloud(guide)].join(". "));
  if (phase === "timeup") return cue(`${here}-up`, word(step.kind === "rest" ? "cue-rested" : "cue-done"));
  if (phase === "untimed") return cue(here, word("cue-times", { times: step.repetitions }));
  if (phase === "lead") return cue(`${here}-${lead}`, word("cue-lead"), String(lead));
  if (step.kind === "rest") return countdown(here, seconds, cue(here, word("cue-rest", { seconds: whole })));
  const isPastHalf = whole >= HALF_FROM && seconds <= whole / 2;
  return countdown(here, seconds, isPastHalf ? cue(`${here}-half`, word("cue-half")) : cue(`${here}-go`, word("cue-go")));
}

const cue = (key, words, aloud = words) => ({ key, words, aloud });

// The last three seconds are counted aloud; the words on the screen stay, for the clock counts there.
const countdown = (here, seconds, said) => (seconds <= 3 ? cue(`${here}-end-${seconds}`, said.words, String(seconds)) : said);

const stepsAloud = (guide) => [...guide.set_up, ...guide.steps.map((step) => step.action)].map((line) => line.replace(/[.]$/, ""));

export const canVibrate = "vibrate" in navigator;

// Fulfilled with the device's own voice, once it is known. Without one nothing is spoken.
export const voiceFound = ownVoice();
let voice;
voiceFound.then((found) => {
  voice = found;
});

export function say(text) {
  if (!voice) return;
  hush(); // a page that was hidden must not say everything it missed
  speak(text, voice);
}

export const buzz = () => canVibrate && navigator.vibrate(200);
