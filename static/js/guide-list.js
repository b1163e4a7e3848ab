// Updates the list in place when a choice changes. Without this file the form and the links do the same with a page load.
// The server's page is the only source: it is fetched whole, and the parts that differ are put in place of the old ones.

const region = "[data-list]";
const busyAfter = 250; // milliseconds before a slow answer is shown as busy
let latest = 0;
let shown = location.search;

const form = () => document.querySelector("[data-filters]");

function addressOf(changed) {
  const chosen = new URLSearchParams();
  for (const [name, value] of new FormData(changed)) {
    if (value !== "") chosen.append(name, value);
  }
  const query = chosen.toString();
  return query ? `${changed.getAttribute("action")}?${query}` : changed.getAttribute("action");
}

// What would be lost with the old elements: the focus, an open panel, the place in a long list of filters.
function remember() {
  const focused = document.activeElement;
  const filters = form();
  return {
    id: focused?.id,
    popover: filters?.matches(":popover-open"),
    scrolled: filters?.scrollTop,
    open: [...document.querySelectorAll(`${region} details[open]`)].map((details) => details.className),
    typed: focused?.id === "q" ? [focused.selectionStart, focused.selectionEnd, focused.value] : null,
  };
}

function restore(kept) {
  for (const details of document.querySelectorAll(`${region} details`)) {
    if (kept.open.includes(details.className)) details.open = true;
  }
  if (kept.popover) {
    form().showPopover();
    form().scrollTop = kept.scrolled;
  }
  const focused = kept.id && document.getElementById(kept.id);
  if (focused) {
    focused.focus({ preventScroll: true });
    if (kept.typed) {
      focused.value = kept.typed[2];
      focused.setSelectionRange(kept.typed[0], kept.typed[1]);
    }
  }
}

// A live region is announced only when its text changes, so the count keeps its element.
function putInPlace(page) {
  const fresh = page.querySelector(region);
  const current = document.querySelector(region);
  const count = current.querySelector("[data-count]");
  const freshCount = fresh.querySelector("[data-count]");
  document.title = page.title;
  if (count && freshCount) {
    for (const [before, after] of [...parts(current)].map((element, i) => [element, parts(fresh)[i]])) {
      before.replaceWith(after);
    }
    count.textContent = freshCount.textContent;
    const search = current.querySelector("#q");
    if (search !== document.activeElement) search.value = fresh.querySelector("#q").value;
  }
}

function parts(list) {
  return [...list.querySelectorAll("[data-part]")];
}

async function show(address, { push }) {
  const mine = ++latest;
  const waiting = setTimeout(() => document.querySelector(region).setAttribute("aria-busy", "true"), busyAfter);
  try {
    const response = await fetch(address, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (mine !== latest) return;
    if (!page.querySelector(region)) {
      location.assign(address); // an address the list cannot read has a page of its own
      return;
    }
    const kept = remember();
    putInPlace(page);
    shown = new URL(address, location.href).search;
    if (push) history.pushState(null, "", address);
    restore(kept);
  } catch {
    if (mine === latest) location.assign(address); // the browser then says what is wrong with the connection
  } finally {
    clearTimeout(waiting);
    document.querySelector(region)?.removeAttribute("aria-busy");
  }
}

// "No" and "not sure" stand alone among the bone answers; the server refuses a "no" beside a place.
function standAlone(input) {
  if (input.name !== "bones" || !input.checked) return;
  const alone = ["none", "unsure"];
  for (const other of form().querySelectorAll('input[name="bones"]')) {
    if (other !== input && (alone.includes(input.value) || alone.includes(other.value))) other.checked = false;
  }
}

document.addEventListener("change", (event) => {
  if (!event.target.form?.matches("[data-filters]") || event.target.id === "q") return;
  standAlone(event.target);
  show(addressOf(form()), { push: true });
});

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-filters]")) return;
  event.preventDefault();
  if (event.target.matches(":popover-open")) event.target.hidePopover();
  show(addressOf(event.target), { push: true });
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-in-place]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  show(link.href, { push: true }).then(() => {
    const results = document.getElementById("results");
    if (!document.activeElement || document.activeElement === document.body) results.focus();
    if (link.rel) results.scrollIntoView();
  });
});

addEventListener("popstate", () => {
  if (location.search !== shown) show(location.href, { push: false }); // a jump within the page asks for nothing new
});
