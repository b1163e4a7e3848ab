// Works the bone table out anew as tags are ticked. The rules are on the server, which is asked; nothing is saved.

const table = document.querySelector("[data-bones]");
const form = table?.closest("form");
const waitMs = 250;
let waiting;
let latest = 0;

const boxes = () => [...form.querySelectorAll('input[name="columns"], input[name="movements"]')];
const rowOf = (site) => table.querySelector(`[data-derived="${site}"]`);

function say(words) {
  table.querySelector("[data-bones-news]").textContent = words;
}

// What got stricter is said first: it is what a curator must not miss.
function tell(changes) {
  const news = table.querySelector("[data-bones-news]");
  const named = (wanted) => changes.filter(wanted).map((change) => change.site).join(", ");
  const stricter = named((change) => change.after > change.before);
  const looser = named((change) => change.after < change.before);
  const parts = [];
  if (stricter) parts.push(`${news.dataset.stricter} ${stricter}.`);
  if (looser) parts.push(`${news.dataset.looser} ${looser}.`);
  say(parts.join(" ") || news.dataset.same);
}

function putInPlace(page) {
  const changes = [];
  for (const fresh of page.querySelectorAll("[data-derived]")) {
    const old = rowOf(fresh.dataset.derived);
    changes.push({ site: fresh.dataset.site, before: Number(old.dataset.rating), after: Number(fresh.dataset.rating) });
    old.replaceWith(fresh);
  }
  if (!changes.length) throw new Error("The answer is no bone table.");
  tell(changes);
  compareOverrides();
}

async function derive() {
  const mine = ++latest;
  const asked = new FormData();
  asked.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  for (const box of boxes()) if (box.checked) asked.append(box.name, box.value);
  try {
    const response = await fetch(table.dataset.bones, { method: "POST", body: asked });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (mine === latest) putInPlace(page);
  } catch {
    if (mine === latest) say(table.querySelector("[data-bones-news]").dataset.failed);
  }
}

function compareOverrides() {
  for (const override of table.querySelectorAll("[data-override]")) {
    const chosen = override.querySelector("select").value;
    const words = override.querySelector("[data-departs]");
    const byRules = Number(rowOf(override.dataset.override).dataset.rating);
    const way = Number(chosen) < byRules ? "looser" : Number(chosen) > byRules ? "stricter" : "same";
    words.textContent = chosen === "" ? "" : words.dataset[way];
  }
}

if (form && boxes().length) {
  table.querySelector("[data-bones-without]").hidden = true;
  table.querySelector("[data-bones-with]").hidden = false;
  form.addEventListener("change", (event) => {
    if (event.target.closest("[data-override]")) compareOverrides();
    if (!["columns", "movements"].includes(event.target.name)) return;
    clearTimeout(waiting);
    waiting = setTimeout(derive, waitMs);
  });
  if (boxes().some((box) => box.checked !== box.defaultChecked) || document.querySelector("[data-refused]")) derive();
}
