// What the service worker keeps, and how it is had. /sw.js says first which release and pages: HUB.
//
// Two caches: the pages of the kit with all they load (one for each release), and each kept guide: its page, its answer
// for programs and its pictures. Nothing with a query is ever kept.

const PAGES = `hub-pages-${HUB.release}`;
const GUIDES = "hub-guides";
const EDITIONS = "/api/v1/editions/";
const hashed = /\.[0-9a-f]{12}\.\w+$/; // such a file never changes under its name

const isGone = ({ status }) => status === 404 || status === 410;
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
  const isAnswer = response.ok || (isGone(response) && !address.startsWith("/static/"));
  if (!isAnswer) throw new Error(`${address} answered ${response.status}.`);
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
