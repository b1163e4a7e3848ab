// How time goes in a session. No timers and no page: plain data and sums over moments in milliseconds, so that whoever
// shows it may ask seldom (browsers wake a hidden page once a minute) and still is exact to a second.
//
// A run is {at, spent, since, began, extra, byItself}:
//   at        place of the step; as many as there are steps: the session is over
//   spent     how long it went until `since`
//   since     the moment when it last went on, or null while it stands still
//   began     what `spent` was when the step began
//   extra     how much more time the visitor asked for in this step
//   byItself  whether one step follows another without being asked

const LONGEST_UNTIMED = 5 * 60_000; // more of a step without a time is a phone put aside, not movement

export const run = (at = 0, spent = 0) => ({ at, spent, since: null, began: spent, extra: 0, byItself: false });

export const spentAt = (run, now) => run.spent + (run.since === null ? 0 : Math.max(0, now - run.since));

export const goOn = (run, now) => (run.since === null ? { ...run, since: now } : run);

export const pause = (run, now) => ({ ...run, spent: spentAt(run, now), since: null });

export const addTime = (run, seconds) => ({ ...run, extra: run.extra + seconds * 1000 });

// To another step, going on from now.
export function goTo(run, at, steps, now) {
  const isUntimed = lengthOf(run, steps) === null;
  const spent = isUntimed ? Math.min(spentAt(run, now), run.began + LONGEST_UNTIMED) : spentAt(run, now);
  return { ...run, at, spent, since: now, began: spent, extra: 0 };
}

// How long the step takes, in milliseconds; null when it takes as long as the visitor wants.
function lengthOf({ at, extra, byItself }, steps) {
  const { seconds, lead = 0, waits = false } = steps[at] ?? {};
  return !seconds || (waits && !byItself) ? null : (lead + seconds) * 1000 + extra;
}

// The run as it stands now. By itself it passes all steps whose time is over, each begun when the last one ended;
// otherwise it stands still at the end of the step.
export function settle(run, steps, now) {
  const length = lengthOf(run, steps);
  if (run.since === null || length === null) return run;
  const end = run.began + length;
  if (spentAt(run, now) < end) return run;
  const isLast = run.at === steps.length - 1;
  if (!run.byItself) return { ...run, spent: end, since: null };
  if (isLast) return { ...run, at: steps.length, spent: end, since: null, began: end, extra: 0 };
  return settle({ ...run, at: run.at + 1, began: end, extra: 0 }, steps, now);
}

// What to show of a settled run: how it stands ("over", "untimed", "lead", "going", "still" or "timeup"), and of a
// step with a time the seconds left of its lead, the seconds left of itself and the part of it that is left (1 to 0).
export function timing(run, steps, now) {
  if (run.at >= steps.length) return { phase: "over" };
  const length = lengthOf(run, steps);
  if (length === null) return { phase: "untimed" };
  const left = Math.max(0, run.began + length - spentAt(run, now));
  const whole = length - (steps[run.at].lead ?? 0) * 1000;
  const told = { lead: Math.ceil((left - whole) / 1000), seconds: Math.ceil(Math.min(left, whole) / 1000) };
  const phase = left === 0 ? "timeup" : run.since === null ? "still" : left > whole ? "lead" : "going";
  return { phase, ...told, part: Math.min(left, whole) / whole, whole: whole / 1000 };
}

// Seconds as a clock shows them: 0:42, 12:05.
export const asClock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
