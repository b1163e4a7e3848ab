// The service worker, for visitors who keep something (kit/offline.js). /sw.js says first which release and pages: HUB.
//
// Documents and answers come from the network first, so a withdrawal counts at once; the kept copy stands in when there
// is no answer. Kept are the pages of the kit with all they load (a cache for each release) and, for each kept guide,
// its page, its answer for programs and its pictures. Nothing with a query is ever kept.

const PAGES = `hub-pages-${HUB.release}`;
const GUIDES = "hub-guides";
const EDITIONS = "/api/v1/editions/";
const patienceMs = 4000; // a hub that takes longer counts as out of reach while there is a kept copy
const hashed = /\.[0-9a-f]{12}\.\w+$/; // such a file never changes under its name

const documentsOf = (slug) => [`/guides/${slug}/`, `/api/v1/guides/${slug}/`];

// The addresses that a page, answer, style or script of ours loads.
const LOADS = {
  "text/html": /(?:src|href|data-film)="(\/(?:static|pictures)\/[^"#]+)/g,
  "application/json": /"(\/(?:static|pictures)\/[^"#]+)"/g,
  "text/css": /url\(["']?([^"')]+)/g,
  "text/javascript": /(?:from|import)\s*\(?\s*["'](\.[^"']+)["']/g,
};
const typeOf = (response) => (response.headers.get("content-type") ?? "").split(";")[0];

function loadsOf(type, text, address) {
  const found = LOADS[type] ? [...text.matchAll(LOADS[type])] : [];
  return found.map(([, name]) => new URL(name, new URL(address, location)).pathname);
}

// Put a copy that may stand in for the address. It says since when it is kept: an answer by a header, a page by
// <html data-kept="…">.
async function put(cache, address, response) {
  const headers = new Headers(response.headers);
  for (const name of ["content-encoding", "content-length"]) headers.delete(name); // of the body on its way
  const now = new Date().toISOString();
  headers.set("hub-kept", now);
  const type = typeOf(response);
  const isRead = type in LOADS;
  const body = isRead ? await response.text() : await response.blob();
  const kept = type === "text/html" ? body.replace("<html", `<html data-kept="${now}"`) : body;
  await cache.put(address, new Response(kept, { status: response.status, headers }));
  return loadsOf(type, isRead ? body : "", address);
}

async function readKept(found, address) {
  const type = typeOf(found);
  return loadsOf(type, type in LOADS ? await found.text() : "", address);
}

// Keep an address with all that it loads. What is there already is not fetched again, unless it is in `stale`.
// `seen` collects every address that is needed.
async function keepWhole(cache, address, seen, stale = []) {
  if (seen.has(address)) return;
  seen.add(address);
  const here = stale.includes(address) ? undefined : await cache.match(address, { ignoreVary: true });
  const loads = here ? await readKept(here, address) : await fetchWhole(cache, address);
  await Promise.all(loads.map((each) => keepWhole(cache, each, seen)));
}

async function fetchWhole(cache, address) {
  const elsewhere = hashed.test(address) && (await caches.match(address, { ignoreVary: true }));
  const response = elsewhere || (await fetch(address, { cache: "no-cache", credentials: "omit" }));
  const isGone = [404, 410].includes(response.status) && !address.startsWith("/static/");
  if (!response.ok && !isGone) throw new Error(`${address} answered ${response.status}.`);
  return put(cache, address, response);
}

// Which documents of these guides are not those of today. Without a network none is known to be old.
async function staleAmong(cache, slugs) {
  let now;
  try {
    const response = await fetch(EDITIONS, { cache: "no-cache", credentials: "omit" });
    now = await response.clone().json();
    await put(cache, EDITIONS, response);
  } catch {
    return [];
  }
  const stale = [];
  for (const slug of slugs) {
    const [page, answer] = await Promise.all(documentsOf(slug).map((address) => cache.match(address)));
    if (!page || !answer) continue;
    const isWithdrawn = page.status === 410 && answer.status === 410 && slug in now.withdrawn;
    const isNewest = page.ok && answer.ok && (await answer.json()).edition === now.live[slug];
    if (!isWithdrawn && !isNewest) stale.push(...documentsOf(slug));
  }
  return stale;
}

// Keep these guides and no others. Answers {failed: slugs, full: whether the device has no room}.
async function keepGuides(slugs) {
  const cache = await caches.open(GUIDES);
  const stale = await staleAmong(cache, slugs);
  const seen = new Set([EDITIONS]);
  const told = { failed: [], full: false };
  for (const slug of slugs) {
    try {
      for (const address of documentsOf(slug)) await keepWhole(cache, address, seen, stale);
    } catch (problem) {
      told.failed.push(slug);
      told.full ||= problem.name === "QuotaExceededError";
    }
  }
  for (const { url } of await cache.keys()) {
    if (!seen.has(new URL(url).pathname)) await cache.delete(url);
  }
  return told;
}

// The kept copy for an address, and the name of its cache. It makes no cache: after "forget everything" none comes back.
async function keptFor(address) {
  for (const cacheName of [PAGES, GUIDES]) {
    const kept = await caches.match(address, { cacheName, ignoreVary: true });
    if (kept) return { kept, cacheName };
  }
  return {};
}

async function putAgain(cacheName, address, response) {
  if (await caches.has(cacheName)) await put(await caches.open(cacheName), address, response);
}

async function tellPages(changed) {
  for (const page of await clients.matchAll()) page.postMessage({ changed });
}

// A document or an answer: from the network, or the kept copy when the hub cannot be reached. `search` is never kept.
async function fromNetworkFirst(event, { pathname, search }) {
  const { kept, cacheName } = await keptFor(pathname);
  if (!kept) return fetch(event.request).catch(() => insteadOf(event.request));
  const asked = fetch(event.request).then((response) => ({ response, copy: response.clone() }));
  const late = new Promise((resolve) => setTimeout(resolve, patienceMs));
  let isAnswered = false;
  const first = Promise.race([asked.catch(() => null), late]).then((answer) => {
    isAnswered = answer && answer.response.status < 500;
    return isAnswered ? answer.response : kept.clone();
  });
  event.waitUntil(asked.then(async ({ copy }) => {
    await first;
    if (!search && (copy.ok || [404, 410].includes(copy.status)) && !copy.redirected) await putAgain(cacheName, pathname, copy);
    if (!isAnswered && copy.status !== kept.status && copy.status < 500) await tellPages(pathname);
  }).catch(() => {}));
  return first;
}

async function insteadOf(request) {
  const away = request.mode === "navigate" && (await caches.match(HUB.away, { ignoreVary: true }));
  return away || Response.error();
}

const fromCacheFirst = async (request) => (await caches.match(request, { ignoreVary: true })) ?? fetch(request);

async function fromCacheLast(request) {
  try {
    return await fetch(request);
  } catch {
    return (await keptFor(new URL(request.url).pathname)).kept ?? Response.error();
  }
}

function answer(event) {
  const { request } = event;
  const address = new URL(request.url);
  const { pathname, origin } = address;
  if (request.method !== "GET" || origin !== location.origin || /^\/(admin|embed)\//.test(pathname)) return;
  if (pathname.startsWith("/static/")) event.respondWith(hashed.test(pathname) ? fromCacheFirst(request) : fromCacheLast(request));
  else if (pathname.startsWith("/pictures/")) event.respondWith(fromCacheLast(request));
  else if (request.mode === "navigate" || pathname.startsWith("/api/v1/")) event.respondWith(fromNetworkFirst(event, address));
}

async function install() {
  const cache = await caches.open(PAGES);
  const seen = new Set();
  for (const page of HUB.pages) await keepWhole(cache, page, seen);
}

async function activate() {
  for (const name of await caches.keys()) {
    if (name.startsWith("hub-") && ![PAGES, GUIDES].includes(name)) await caches.delete(name);
  }
  await clients.claim();
}

let last = Promise.resolve(); // one after the other: each takes away what the one before it wanted

function hear(event) {
  if (event.data.keep) {
    last = last.catch(() => {}).then(() => keepGuides(event.data.keep));
    event.waitUntil(last.then((told) => event.ports[0].postMessage(told)));
  }
  if (event.data.takeOver) event.waitUntil(takeOver());
}

// Answer for the hub's pages from the next one on, unless another page of the hub is open.
async function takeOver() {
  const pages = await clients.matchAll({ includeUncontrolled: true });
  if (pages.length <= 1) skipWaiting(); // not waited for: it is done when this has ended
}

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(activate()));
addEventListener("message", hear);
addEventListener("fetch", answer);
