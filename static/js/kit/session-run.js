// A session while it goes: the clock and what the visitor's buttons do to it. What it shows is session-play.js's.

import { keepAwake } from "./awake.js";
import * as clock from "./clock.js";
import { show, shown } from "./screens.js";
import { buzz, cueOf, say } from "./session-cues.js";
import { closeEasier, easierOffered, isEasierOpen, openEasier } from "./session-easier.js";
import { setText, showGuide, showStep, showTime } from "./session-play.js";
import { settings } from "./session-settings.js";
import { placesDone, stepsOf } from "./session-steps.js";
import { change } from "./store.js";
import { hush } from "./voice.js";

const TICK = 250;
const MORE_SECONDS = 30;

let bones, playable, steps, id;
let ended = () => {}; // called with the session when its time is over
let run = clock.run();
let drawn = {}; // what is on the screen, so that nothing is drawn twice
let ticking;

// performance.now() stands still in some browsers while the device sleeps; the day's clock does not.
const now = () => Date.now();

// From step `at` on, with `spent` milliseconds behind it. `whenEnded` is called when the last step is over.
export function begin(session, { at, spent }, whenEnded) {
  ({ bones, playable, steps } = session);
  playable = [...playable];
  id = `${now().toString(36)}-session`;
  ended = whenEnded;
  run = { ...clock.run(at, spent), byItself: settings.byItself };
  drawn = {};
  show("play");
  go(at);
  if (at > 0) pause(); // who comes back in the middle says when it goes on
}

// To another step; work and rest go on at once, which is what the visitor asked for.
function go(at) {
  closeEasier();
  const isOver = at >= steps.length;
  run = isOver ? { ...clock.pause(run, now()), at: steps.length } : clock.goTo(run, Math.max(0, at), steps, now());
  draw();
}

const timing = () => clock.timing(clock.settle(run, steps, now()), steps, now());
const here = () => playable[(steps[run.at] ?? steps.at(-1)).place];

function draw() {
  run = clock.settle(run, steps, now());
  if (run.at >= steps.length) return ended();
  const step = steps[run.at];
  const isNew = drawn.at !== run.at;
  if (drawn.shown !== here() || drawn.place !== step.place) showGuide(here(), step.place, playable.length);
  if (isNew) showStep(step, steps[run.at + 1], playable);
  showTime(step, timing(), run.at === steps.length - 1);
  tell(step, timing(), isNew && run.byItself);
  drawn = { shown: here(), place: step.place, at: run.at, cue: drawn.cue };
  if (isNew) keepProgress();
  wait();
}

function tell(step, timing, isNews) {
  if (timing.phase === "still") return;
  const cue = cueOf(step, here().guide, timing);
  if (cue.key === drawn.cue) return;
  drawn.cue = cue.key;
  setText("cue", cue.words);
  if (settings.voice) say(cue.aloud);
  if (settings.buzz && (isNews || timing.phase === "timeup")) buzz();
}

// The page wakes itself only while time runs, and the screen stays on only while something is to be done.
function wait() {
  clearTimeout(ticking);
  const isMoving = run.since !== null && shown() === "play";
  keepAwake(isMoving);
  if (isMoving && timing().phase !== "untimed") ticking = setTimeout(draw, TICK);
}

function stand() {
  clearTimeout(ticking);
  run = clock.pause(clock.settle(run, steps, now()), now());
  keepAwake(false);
  hush();
}

function pause() {
  stand();
  draw();
  keepProgress();
}

function goOn() {
  run = clock.goOn(run, now());
  draw();
}

// Reading takes time, so the clock waits.
function easier() {
  if (isEasierOpen()) return closeEasier();
  if (timing().phase !== "untimed") pause();
  openEasier(here(), bones);
}

// The easier guide takes the place of this one, from its start.
function swap() {
  const { place } = steps[run.at];
  playable[place] = easierOffered();
  steps = stepsOf(playable.map((each) => each.guide));
  go(steps.findIndex((step) => step.place === place));
}

const next = () => go(run.at + 1);
const main = { untimed: next, timeup: next, lead: pause, going: pause, still: goOn };

export const controls = {
  main: () => main[timing().phase](),
  back: () => go(run.at - 1),
  skip: next,
  more() {
    run = clock.goOn(clock.addTime(clock.settle(run, steps, now()), MORE_SECONDS), now());
    draw();
  },
  easier,
  "close-easier": closeEasier,
  swap,
};

// Stops the clock for good or until `comeBack`; what was done until then.
export function leave() {
  if (steps) stand();
  return told();
}

export function comeBack() {
  show("play");
  drawn = {};
  draw();
}

// A setting was changed while it goes.
export function obey(name) {
  if (name === "voice" && !settings.voice) hush();
  if (shown() !== "play") return;
  if (name === "byItself") run = { ...clock.settle(run, steps, now()), byItself: settings.byItself };
  drawn.cue = undefined;
  draw();
}

// The session for the diary, and whose words and feedback it is about.
function told() {
  if (!steps) return null;
  const guides = playable.map((each) => each.slug);
  const titles = Object.fromEntries(playable.map(({ slug, guide }) => [slug, guide.title]));
  const done = placesDone(steps, run.at).map((place) => playable[place].slug);
  const minutes = Math.round(clock.spentAt(run, now()) / 60_000);
  return { entry: { id, guides, titles, done, minutes }, playable, current: here() };
}

export function keepProgress() {
  const { guides, titles } = told().entry;
  const kept = { guides, titles, bones, at: run.at, spent: clock.spentAt(run, now()) };
  change({ session: () => kept });
}

document.addEventListener("visibilitychange", () => {
  if (shown() !== "play") return;
  if (document.visibilityState === "visible") draw();
  else keepProgress();
});
