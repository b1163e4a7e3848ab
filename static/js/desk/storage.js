// Unsaved work of the desk in this browser. Every page of the desk loads it: work that was sent is forgotten as soon as
// the server says that it was saved, and not before.

const start = "desk-unsaved/";

export const tab = `${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`;
export const keyOf = (...parts) => start + parts.join("/");

function keys() {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(start));
  } catch {
    return []; // the browser keeps nothing for this site
  }
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

// Everything that is kept under a beginning of a key, newest first.
export function kept(beginning) {
  const found = keys().filter((key) => key.startsWith(beginning)).map((key) => ({ key, work: read(key) }));
  return found.filter((each) => each.work).sort((one, other) => other.work.at - one.work.at);
}

// "kept", or "full", or "cannot" where the browser refuses altogether.
export function keep(key, work) {
  try {
    localStorage.setItem(key, JSON.stringify(work));
    return "kept";
  } catch (problem) {
    return problem.name === "QuotaExceededError" ? "full" : "cannot";
  }
}

export function drop(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    // nothing was kept then
  }
}

async function confirm({ key, work }) {
  const asked = new URLSearchParams({ guide: work.guide, slug: work.slug ?? "", since: work.sent });
  try {
    const response = await fetch(`${work.confirm}?${asked}`);
    if (response.ok && (await response.json()).saved) drop(key);
  } catch {
    // signed out or offline; like a server that is busy (503), nobody can tell: it stays until somebody can
  }
}

// Fulfilled when the server was asked about all that was sent.
export const confirmed = Promise.all(kept(start).filter((each) => each.work.sent).map(confirm));
