// Everything that is kept works without a network. The service worker comes with the first thing a visitor keeps and
// goes with the last; until then no visit pays for it.

import { catchUp } from "./catch-up.js";
import { say } from "./say.js";
import { wantedOffline } from "./saved.js";
import { holdsAnything, onChange } from "./store.js";
import { word } from "./words.js";

const WORKER = "/sw.js";
export const isPossible = "serviceWorker" in navigator && "caches" in window;
const listeners = new Set();
let starting, before;

// Calls `listener` each time the guides were kept for use without a network, with {failed: [slug], full}. Asks for that
// now.
export function onKept(listener) {
  listeners.add(listener);
  if (holdsAnything()) keep();
}

// `hasChanged`: something was kept just now, on this page.
export function startOffline(hasChanged) {
  starting ??= start(hasChanged);
}

async function start(hasChanged) {
  onChange(keepWhatChanged);
  addEventListener("online", refresh);
  navigator.serviceWorker?.addEventListener("message", ({ data }) => {
    if (data?.changed === location.pathname) location.reload();
  });
  const registration = await registrationHere();
  registration?.waiting?.postMessage({ takeOver: true }); // a newer worker answers from the next page on
  before = registration?.active && !hasChanged ? wanted() : "";
  await keepWhatChanged();
  await refresh();
}

// Have the worker fetch what the hub changed since.
async function refresh(event) {
  if (await catchUp({ anew: Boolean(event) })) await keep();
}

const wanted = () => (holdsAnything() ? JSON.stringify(wantedOffline()) : null);

async function keepWhatChanged() {
  const now = wanted();
  if (now === before) return;
  before = now;
  await (now === null ? letGo() : keep());
}

// Ask the worker to keep the pages of the kit and the guides that are wanted, each in its newest edition, no others.
export async function keep() {
  if (!isPossible) return;
  const slugs = wantedOffline();
  let told;
  try {
    told = await answerOf(await activeWorker(), { keep: slugs });
  } catch {
    told = { failed: slugs, full: false }; // the browser refuses workers, or there is no network yet
  }
  if (told.full) say(word("offline-full"), "note");
  for (const listener of listeners) listener(told);
}

async function registrationHere() {
  try {
    return isPossible && (await navigator.serviceWorker.getRegistration("/"));
  } catch {
    return null; // the browser keeps nothing for this site
  }
}

async function activeWorker() {
  const registration = (await registrationHere()) || (await navigator.serviceWorker.register(WORKER));
  if (registration.active) return registration.active;
  const worker = registration.installing ?? registration.waiting;
  return new Promise((resolve, reject) => {
    worker.addEventListener("statechange", () => {
      if (worker.state === "activated") resolve(worker);
      if (worker.state === "redundant") reject(new Error("The worker could not be set up."));
    });
  });
}

function answerOf(worker, message) {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = ({ data }) => resolve(data);
    worker.postMessage(message, [port2]);
  });
}

// Take the worker and all it keeps off the device.
export async function letGo() {
  if (!isPossible) return;
  await (await registrationHere())?.unregister?.();
  for (const name of await caches.keys().catch(() => [])) if (name.startsWith("hub-")) await caches.delete(name);
}
