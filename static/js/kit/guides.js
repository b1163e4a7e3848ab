// The guides as the hub's interface for programs gives them. Asking for a guide says no more than opening its page.

const asked = new Map();

async function ask(address) {
  const response = await fetch(address, { headers: { Accept: "application/json" }, credentials: "omit" });
  const told = await response.json();
  if (response.ok) return { ...told, isKeptCopy: response.headers.has("hub-kept") };
  throw Object.assign(new Error(told.title), { status: response.status, reason: told.detail ?? "" });
}

// One guide by its slug. `isKeptCopy` when the service worker answered in place of the hub. Fails with `status` 410 and `reason` when it was withdrawn, with a TypeError without a network.
export function guide(slug) {
  if (!asked.has(slug)) {
    const answer = ask(`/api/v1/guides/${encodeURIComponent(slug)}/`);
    asked.set(slug, answer);
    answer.catch(() => asked.delete(slug));
  }
  return asked.get(slug);
}

// The same, asked for again: after a network came back, or a newer edition was seen.
export function guideAnew(slug) {
  asked.delete(slug);
  return guide(slug);
}

// Which edition of each guide counts now, which are overdue, which were withdrawn and why: the same for everybody.
// `isKeptCopy` as above.
export const editions = () => ask("/api/v1/editions/");

// One collection by its slug: its title and the slugs of its guides. Fails with `status` 404 when there is none.
export const collection = (slug) => ask(`/api/v1/collections/${encodeURIComponent(slug)}/`);
