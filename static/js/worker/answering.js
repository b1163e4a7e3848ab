// The service worker, for visitors who keep something (kit/offline.js): it answers in place of a hub out of reach.
//
// Documents and answers come from the network first, so a withdrawal counts at once; the kept copy stands in when there
// is no answer. worker/keeping.js has what is kept.

const patienceMs = 4000; // a hub that takes longer counts as out of reach while there is a kept copy

// The kept copy for an address, and the name of its cache. It makes no cache: after "forget everything" none is there.
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
  const renewed = asked.then(async ({ copy }) => {
    await first;
    const isNews = !search && !copy.redirected && (copy.ok || isGone(copy));
    if (isNews) await putAgain(cacheName, pathname, copy);
    if (!isAnswered && copy.status !== kept.status && copy.status < 500) await tellPages(pathname);
  });
  event.waitUntil(renewed.catch(() => {}));
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
    const { pathname } = new URL(request.url);
    return (await keptFor(pathname)).kept ?? (await keptPhoto(pathname)) ?? Response.error();
  }
}

// A photo is kept in one size and format. In another it is the same photo: /pictures/<digest>-<width>.<format>
async function keptPhoto(pathname) {
  const [start] = pathname.split("-");
  if (!start.startsWith("/pictures/") || !(await caches.has(GUIDES))) return undefined;
  const cache = await caches.open(GUIDES);
  const found = (await cache.keys()).find(({ url }) => new URL(url).pathname.startsWith(`${start}-`));
  return found && cache.match(found);
}

function answer(event) {
  const { request } = event;
  const address = new URL(request.url);
  const { pathname, origin } = address;
  if (request.method !== "GET" || origin !== location.origin || /^\/(admin|embed)\//.test(pathname)) return;
  const isFile = /^\/(static|pictures)\//.test(pathname);
  if (isFile && hashed.test(pathname)) event.respondWith(fromCacheFirst(request));
  else if (isFile) event.respondWith(fromCacheLast(request));
  else if (request.mode === "navigate" || pathname.startsWith("/api/v1/")) {
    event.respondWith(fromNetworkFirst(event, address));
  }
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
