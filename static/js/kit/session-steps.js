// The steps of a session, made of its guides and their doses. No page, no time.
//
// A step is {kind, place, round, rounds, seconds, …}:
//   kind         "ready" (who goes on reads what to do), "work" or "rest"
//   place        which guide of the session
//   seconds      how long it takes; null when the visitor says when it is done
//   lead         seconds of 3, 2, 1 before it
//   waits        its time only counts in a session that goes on by itself
//   repetition   which of several holds this is

const READY_SECONDS = 30;
const LEAD_SECONDS = 3;

export const stepsOf = (guides) => guides.flatMap((guide, place) => stepsOfOne(guide.dose, place));

function stepsOfOne({ sets, repetitions, seconds, rest_seconds: rest }, place) {
  const steps = [{ kind: "ready", place, seconds: READY_SECONDS, waits: true }];
  for (let round = 1; round <= sets; round += 1) {
    const where = { place, round, rounds: sets };
    steps.push(...work(where, repetitions, seconds));
    if (round < sets && rest) steps.push({ ...where, kind: "rest", seconds: rest });
  }
  return steps;
}

// One round: a time, a number of times without one, or a number of holds that take this long each.
function work(where, repetitions, seconds) {
  if (!seconds) return [{ ...where, kind: "work", seconds: null, repetitions }];
  const holds = repetitions ?? 1;
  return Array.from({ length: holds }, (_, i) => ({
    ...where, kind: "work", seconds, lead: LEAD_SECONDS, repetition: i + 1, repetitions: holds,
  }));
}

// About how many minutes it takes; a time of a movement without seconds is taken as 4 seconds.
export function minutesOf(steps) {
  const seconds = steps.map((step) => (step.lead ?? 0) + (step.seconds ?? 4 * step.repetitions));
  return Math.max(1, Math.round(seconds.reduce((sum, each) => sum + each, 0) / 60));
}

// The guides that were worked through to their end when the session stands at step `at`.
export function placesDone(steps, at) {
  const places = [...new Set(steps.map((step) => step.place))];
  return places.filter((place) => steps.findLastIndex((step) => step.place === place) < at);
}
