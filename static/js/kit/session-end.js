// How a session ends: done, stopped, or because something hurts; or before it began, because of a stop sign.

import { copy, fill, fillList } from "./parts.js";
import { show } from "./screens.js";
import { showSigns } from "./session-check.js";
import { offerDiary } from "./session-diary.js";
import { keepProgress } from "./session-run.js";
import { change, read } from "./store.js";
import { word } from "./words.js";

const STOPPED = { done: "", stopped: "stop", hurt: "hurt" };

export const forgetSession = () => read("session") && change({ session: () => null });

// `told` is what session-run.js says of the session. One that was only stopped can be gone on with another day.
export function end(how, { entry, playable, current }) {
  const screen = show(how);
  if (how === "stopped") keepProgress();
  else forgetSession();
  offerDiary(screen, { ...entry, stopped: STOPPED[how] });
  if (how === "hurt") showHurt(screen, current.guide);
  else fillList(screen, "feedback", [...new Set(playable)].map(feedbackItem));
}

const feedbackAddress = (guide) => `${new URL(guide.url).pathname}feedback/`;

function feedbackItem({ guide }) {
  const line = copy("feedback");
  const link = line.querySelector("[data-feedback]");
  Object.assign(link, { href: feedbackAddress(guide), textContent: word("feedback", guide) });
  return line;
}

function showHurt(screen, guide) {
  fill(screen, { "hurt-title": word("hurt-title", guide) });
  fillList(screen, "hurt-signs", guide.stop_signs);
  fillList(screen, "hurt-watch", guide.watch_for.map((line) => `${line.when}: ${line.do}`));
  screen.querySelector("[data-feedback]").href = feedbackAddress(guide);
}

// The session does not begin today.
export function endBySigns(tiers, playable) {
  const screen = show("signs");
  forgetSession();
  showSigns(screen, tiers);
  const titles = Object.fromEntries(playable.map(({ slug, guide }) => [slug, guide.title]));
  offerDiary(screen, { guides: Object.keys(titles), titles, minutes: 0, stopped: "sign" });
}
