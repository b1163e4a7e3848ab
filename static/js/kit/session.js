// A session of guides, one after another. This file joins its parts: the link says which guides, they are looked at,
// the visitor is asked how they are, the clock runs, and it ends with an offer for the diary.

import { keepAwake } from "./awake.js";
import * as clock from "./clock.js";
import { copy, fill, fillList } from "./parts.js";
import { show, shown } from "./screens.js";
import { prepareCheck, showSigns, startCheck, tickedTiers } from "./session-check.js";
import { buzz, cueOf, hush, say } from "./session-cues.js";
import { offerDiary } from "./session-diary.js";
import { closeEasier, easierOffered, openEasier } from "./session-easier.js";
import { lookAtAll } from "./session-guides.js";
import { readLink, together } from "./session-link.js";
import { setText, showGuide, showStep, showTime } from "./session-play.js";
import { prepareSettings, set, settings } from "./session-settings.js";
import { askBones, showLeftOut, showStart } from "./session-start.js";
import { placesDone, stepsOf } from "./session-steps.js";
import { change, read } from "./store.js";
import { word } from "./words.js";

const TICK = 250;
const MORE_SECONDS = 30;

const offer = document.querySelector("[data-offer]");
let asked = { guides: [], bones: null }; // the guides to play and what was said about bones
let playable = [];
let leftOut = [];
let steps = [];
let run = clock.run();
let resumeAt = 0; // the step at which it starts
let drawn = {}; // what is on the screen, so that nothing is drawn twice
let ticking;

// performance.now() stands still in some browsers while the device sleeps; the day's clock does not.
const now = () => Date.now();

// Before

async function open() {
  clearTimeout(ticking);
  keepAwake(false);
  hush();
  resumeAt = 0;
  document.querySelector("[data-without-script]").hidden = true;
  const link = readLink(location.hash);
  showOffer();
  if (typeof link === "string") return show(link);
  await prepare(link.guides, together(link.bones, read("bones")));
}

// Looks at the guides, and shows what will be played. Without an answer about bones, asks first.
async function prepare(guides, bones, at = 0) {
  asked = { guides, bones };
  resumeAt = at;
  if (!bones) return ask();
  show("loading");
  try {
    const seen = await lookAtAll(guides, bones);
    playable = seen.filter((each) => each.guide);
    leftOut = seen.filter((each) => !each.guide);
  } catch {
    return show("failed");
  }
  steps = stepsOf(playable.map((each) => each.guide));
  if (leftOut.length || resumeAt >= steps.length) resumeAt = 0;
  if (!playable.length) return showLeftOut(show("nothing"), leftOut);
  showOffer();
  showStart(show("start"), { playable, leftOut, bones, steps });
}

function ask() {
  askBones(asked.bones, (bones) => prepare(asked.guides, bones, resumeAt));
  show("bones");
}

// A session that was broken off, if there is one and it is not the one that goes on now.
function showOffer() {
  const kept = read("session");
  offer.hidden = !isSound(kept) || resumeAt > 0;
  if (!offer.hidden) fill(offer, { offer: word("offer", { titles: kept.guides.map((each) => kept.titles[each] ?? each).join(", ") }) });
}

const isSound = (kept) => Array.isArray(kept?.guides) && Array.isArray(kept.bones) && Number.isInteger(kept.at) && Boolean(kept.titles);

const forgetSession = () => read("session") && change({ session: () => null });

// During

function begin() {
  run = { ...clock.run(resumeAt, resumeAt ? (read("session")?.spent ?? 0) : 0), byItself: settings.byItself };
  drawn = {};
  show("play");
  go(resumeAt);
  if (resumeAt > 0) pause(); // who comes back in the middle says when it goes on
}

// To another step; work and rest go on at once, which is what the visitor asked for.
function go(at) {
  closeEasier();
  run = at >= steps.length ? { ...clock.pause(run, now()), at: steps.length } : clock.goTo(run, Math.max(0, at), steps, now());
  draw();
}

function draw() {
  run = clock.settle(run, steps, now());
  if (run.at >= steps.length) return end("done");
  const step = steps[run.at];
  const timing = clock.timing(run, steps, now());
  if (drawn.guide !== playable[step.place].guide || drawn.place !== step.place) {
    showGuide(playable[step.place], step.place, playable.length);
  }
  if (drawn.at !== run.at) {
    showStep(step, steps[run.at + 1], playable);
    keepProgress();
  }
  showTime(step, timing, run.at === steps.length - 1);
  tell(step, timing);
  drawn = { guide: playable[step.place].guide, place: step.place, at: run.at, cue: drawn.cue };
  rest(timing.phase);
}

function tell(step, timing) {
  if (timing.phase === "still") return;
  const cue = cueOf(step, playable[step.place].guide, timing);
  if (cue.key === drawn.cue) return;
  drawn.cue = cue.key;
  setText("cue", cue.words);
  if (settings.voice) say(cue.aloud);
  if (settings.buzz && timing.phase === "timeup") buzz();
}

// The page wakes itself only while time runs, and the screen stays on only while something is to be done.
function rest(phase) {
  clearTimeout(ticking);
  const isMoving = run.since !== null && shown() === "play";
  keepAwake(isMoving);
  if (isMoving && phase !== "untimed") ticking = setTimeout(draw, TICK);
}

function pause() {
  run = clock.pause(clock.settle(run, steps, now()), now());
  hush();
  draw();
  keepProgress();
}

const main = { untimed: () => go(run.at + 1), timeup: () => go(run.at + 1), lead: pause, going: pause, still: goOn };

function goOn() {
  run = clock.goOn(run, now());
  draw();
}

function more() {
  run = clock.goOn(clock.addTime(clock.settle(run, steps, now()), MORE_SECONDS), now());
  draw();
}

// Reading takes time, so the clock waits.
function easier() {
  if (!document.querySelector("[data-easier]").hidden) return closeEasier();
  if (clock.timing(run, steps, now()).phase !== "untimed") pause();
  openEasier(playable[steps[run.at].place], asked.bones);
}

function swap() {
  const easier = easierOffered();
  const { place } = steps[run.at];
  playable[place] = easier;
  steps = stepsOf(playable.map((each) => each.guide));
  go(steps.findIndex((step) => step.place === place));
}

function keepProgress() {
  const { guides, titles } = inWords();
  const kept = { guides, titles, bones: asked.bones, at: run.at, spent: clock.spentAt(run, now()), stoppedAt: now() };
  change({ session: () => kept });
}

// After

function inWords() {
  const guides = playable.map((each) => each.slug);
  const titles = Object.fromEntries(playable.map(({ slug, guide }) => [slug, guide.title]));
  const done = placesDone(steps, run.at).map((place) => playable[place].slug);
  return { guides, titles, done };
}

function end(how) {
  clearTimeout(ticking);
  run = clock.pause(clock.settle(run, steps, now()), now());
  keepAwake(false);
  hush();
  const screen = show(how);
  if (how === "stopped") keepProgress();
  else forgetSession();
  const stopped = { done: "", stopped: "stop", hurt: "hurt" }[how];
  const minutes = Math.round(clock.spentAt(run, now()) / 60_000);
  offerDiary(screen, { ...inWords(), minutes, stopped }, () => ({ session: () => null }));
  if (how === "hurt") showHurt(screen, playable[steps[run.at].place]);
  else fillList(screen, "feedback", [...new Set(playable)].map(feedbackItem));
}

function feedbackItem({ guide }) {
  const line = copy("feedback");
  Object.assign(line.querySelector("[data-feedback]"), { href: feedbackAddress(guide), textContent: word("feedback", guide) });
  return line;
}

const feedbackAddress = (guide) => `${new URL(guide.url).pathname}feedback/`;

function showHurt(screen, { guide }) {
  fill(screen, { "hurt-title": word("hurt-title", guide) });
  fillList(screen, "hurt-signs", guide.stop_signs);
  fillList(screen, "hurt-watch", guide.watch_for.map((line) => `${line.when}: ${line.do}`));
  screen.querySelector("[data-feedback]").href = feedbackAddress(guide);
}

function back() {
  show("play");
  drawn = {};
  draw();
}

function checked() {
  const tiers = tickedTiers();
  if (!tiers.length) return begin();
  const screen = show("signs");
  forgetSession();
  showSigns(screen, tiers);
  const { guides, titles } = inWords();
  offerDiary(screen, { guides, titles, done: [], minutes: 0, stopped: "sign" }, () => ({}));
}

const DO = {
  resume() {
    const kept = read("session");
    prepare(kept.guides, together(kept.bones, read("bones")), kept.at);
  },
  drop() {
    forgetSession();
    offer.hidden = true;
    document.querySelector("main").focus();
  },
  bones: ask,
  reload: () => prepare(asked.guides, asked.bones, resumeAt),
  check() {
    startCheck();
    offer.hidden = true;
    show("check");
  },
  checked,
  main: () => main[clock.timing(clock.settle(run, steps, now()), steps, now()).phase](),
  back: () => go(run.at - 1),
  skip: () => go(run.at + 1),
  more,
  easier,
  "close-easier": closeEasier,
  swap,
  voice: () => set("voice", !settings.voice, changed),
  stop: () => end("stopped"),
  hurt: () => end("hurt"),
  unstop: back,
  unhurt: back,
};

function changed(name) {
  if (name === "voice" && !settings.voice) hush();
  if (shown() !== "play") return;
  if (name === "byItself") run = { ...clock.settle(run, steps, now()), byItself: settings.byItself };
  drawn.cue = undefined;
  draw();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (button && Object.hasOwn(DO, button.dataset.do)) DO[button.dataset.do]();
});
// The way to the main content must not take the place of the session in the address.
document.addEventListener("click", (event) => {
  if (event.target.closest('a[href="#main"]')) {
    event.preventDefault();
    document.querySelector("main").focus();
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeEasier();
});
document.addEventListener("visibilitychange", () => {
  if (shown() !== "play") return;
  if (document.visibilityState === "visible") draw();
  else keepProgress();
});
addEventListener("hashchange", open);
prepareCheck();
prepareSettings(changed);
open();
