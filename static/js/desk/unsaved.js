// Keeps what somebody writes into the form of a guide until the server has it, and offers it again after a closed tab
// or an expired session. Files cannot be kept.

const section = document.querySelector("[data-unsaved]");
const form = section?.closest("form");
const state = document.querySelector("[data-unsaved-state]");
const { guide, person, since, storage: module } = section?.dataset ?? {};
const loadedAt = Date.now();
const waitMs = 400;
const notKept = /^(csrfmiddlewaretoken|action|_.*)$|__prefix__|-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS$|^\w+-\d+-(id|guide)$/;
const inRow = /^(\w+)-(\d+)-(.+)$/;

let storage, key, waiting;
let revision = section?.dataset.revision;
let isLeavingBySaving = false;

// What is in the form

const fields = () => [...form.elements].filter((field) => field.name && !notKept.test(field.name)
  && !["file", "submit", "button", "reset", "image"].includes(field.type));

function valueOf(field, asLoaded) {
  if (field.type === "checkbox" || field.type === "radio") {
    return (asLoaded ? field.defaultChecked : field.checked) ? [field.value] : [];
  }
  if (field.tagName !== "SELECT") return [asLoaded ? field.defaultValue : field.value];
  const options = [...field.options];
  const marked = options.filter((option) => (asLoaded ? option.defaultSelected : option.selected));
  const chosen = marked.length || field.multiple ? marked : options.slice(0, 1);
  return chosen.map((option) => option.value);
}

function snapshot(asLoaded = false) {
  const said = {};
  for (const field of fields()) said[field.name] = [...(said[field.name] ?? []), ...valueOf(field, asLoaded)];
  return said;
}

// The words of choices that are fetched from the server, to show them again.
function labels() {
  const said = {};
  for (const field of form.querySelectorAll("select[data-ajax--url]")) {
    for (const option of field.selectedOptions) said[`${field.name}=${option.value}`] = option.text;
  }
  return said;
}

function rowsOf(prefix) {
  const total = Number(form.elements[`${prefix}-TOTAL_FORMS`]?.value ?? 0);
  return Array.from({ length: total }, (_, i) => form.elements[`${prefix}-${i}-id`]?.value ?? "");
}

function allRows() {
  const totals = [...form.elements].filter((field) => field.name?.endsWith("-TOTAL_FORMS"));
  const prefixes = totals.map((field) => field.name.replace("-TOTAL_FORMS", ""));
  return Object.fromEntries(prefixes.map((prefix) => [prefix, rowsOf(prefix)]));
}

const loaded = form && JSON.stringify(snapshot(true));
const isDirty = () => section.hasAttribute("data-refused") || JSON.stringify(snapshot()) !== loaded;

// Keeping it

function say(what) {
  state.textContent = what ? state.dataset[what] : "";
}

function keepNow(sent = "") {
  clearTimeout(waiting);
  if (!isDirty()) {
    storage.drop(key);
    return say("");
  }
  const work = { guide, revision, since, sent, at: Date.now(), slug: form.elements.slug?.value,
    confirm: section.dataset.saved, fields: snapshot(), rows: allRows(), labels: labels() };
  say(storage.keep(key, work));
}

function keepSoon() {
  isLeavingBySaving = false;
  clearTimeout(waiting);
  waiting = setTimeout(keepNow, waitMs);
}

// The server's time when the button was pressed: its time on the page and how long the page has been open.
const pressedAt = () => new Date(Date.parse(since) + Date.now() - loadedAt).toISOString();

// Bringing it back

// Where each kept row belongs now: the row with its key, or a row that is new here too, or one still to be added.
function placesOf(work) {
  const places = {};
  const missing = {};
  for (const [prefix, ids] of Object.entries(work.rows)) {
    const here = rowsOf(prefix);
    const free = here.map((id, i) => (id ? -1 : i)).filter((i) => i >= 0);
    let next = here.length;
    ids.forEach((id, i) => {
      const same = id ? here.indexOf(id) : -1;
      places[`${prefix}-${i}`] = same >= 0 ? same : free.length ? free.shift() : next++;
    });
    missing[prefix] = next - here.length;
  }
  return { places, missing };
}

function nameNow(name, places) {
  const row = inRow.exec(name);
  const index = row && places[`${row[1]}-${row[2]}`];
  return row && index !== undefined ? `${row[1]}-${index}-${row[3]}` : name;
}

function differing(work) {
  const { places } = placesOf(work);
  const now = snapshot();
  return Object.entries(work.fields).filter(([name, values]) => {
    const current = nameNow(name, places);
    if (form.elements[current]?.type === "hidden") return false;
    const there = now[current] ?? [];
    return JSON.stringify(there.filter(Boolean)) !== JSON.stringify(values.filter(Boolean)); // an empty new row is none
  });
}

function fill(field, values, labelOf) {
  if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
  else if (field.tagName === "SELECT") {
    for (const value of values) {
      const isThere = [...field.options].some((option) => option.value === value);
      if (!isThere && labelOf(value)) field.add(new Option(labelOf(value), value));
    }
    for (const option of field.options) option.selected = values.includes(option.value);
  } else field.value = values[0] ?? "";
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

function bringBack(work) {
  const { places, missing } = placesOf(work);
  for (const [prefix, count] of Object.entries(missing)) {
    const add = document.querySelector(`#${prefix}-group .add-row a`); // the admin's own markup
    for (let i = 0; add && i < count; i++) add.click();
  }
  const before = new Set(fields());
  let isWhole = true;
  for (const [name, values] of Object.entries(work.fields)) {
    const current = nameNow(name, places);
    const those = [...before].filter((field) => field.name === current);
    if (!those.length && values.some(Boolean)) isWhole = false;
    for (const field of those) fill(field, values, (value) => work.labels[`${name}=${value}`]);
  }
  return isWhole;
}

// Offering it

function offer(found) {
  const [first, ...others] = found;
  section.hidden = !first;
  if (!first) return;
  const { key: its, work } = first;
  const count = differing(work).length;
  if (!count) {
    storage.drop(its);
    return offer(others);
  }
  const words = section.querySelector("[data-unsaved-words]");
  const isToday = new Date(work.at).toDateString() === new Date().toDateString();
  const style = { timeStyle: "short", hourCycle: "h23", ...(isToday ? {} : { dateStyle: "medium" }) };
  const when = new Intl.DateTimeFormat(document.documentElement.lang, style).format(work.at);
  const said = [words.dataset.offer.replace("%TIME%", when), words.dataset.differs.replace("%COUNT%", count)];
  if (work.revision !== section.dataset.revision) said.push(words.dataset.older);
  words.textContent = said.join(" ");
  section.querySelector("[data-unsaved-back]").onclick = () => {
    const isWhole = bringBack(work);
    if (key !== its) storage.drop(key);
    [key, revision] = [its, work.revision];
    offer(others);
    keepNow();
    if (state.textContent === state.dataset.kept) state.textContent = state.dataset.back;
    if (!isWhole) state.append(` ${state.dataset.some}`);
    form.querySelector("[data-part] summary").focus();
  };
  section.querySelector("[data-unsaved-away]").onclick = () => {
    storage.drop(its);
    say("away");
    offer(others);
  };
}

async function begin() {
  storage = await import(module);
  key = storage.keyOf(guide, person, revision, storage.tab);
  await storage.confirmed;
  const found = storage.kept(storage.keyOf(guide, person, ""));
  // A page with errors shows the words that were sent: they are in the form, so they are adopted and not offered.
  const shown = section.hasAttribute("data-refused") && found.find((each) => each.work.sent);
  if (shown) key = shown.key;
  offer(found.filter((each) => each !== shown));
  if (isDirty()) keepNow();
  form.addEventListener("input", keepSoon);
  form.addEventListener("change", keepSoon);
  form.addEventListener("submit", () => {
    isLeavingBySaving = true;
    keepNow(pressedAt());
  });
  addEventListener("pageshow", (event) => { if (event.persisted) isLeavingBySaving = false; });
  addEventListener("pagehide", () => { if (!isLeavingBySaving && isDirty()) keepNow(); });
  addEventListener("beforeunload", (event) => { if (!isLeavingBySaving && isDirty()) event.preventDefault(); });
  section.dataset.unsaved = "ready";
}

if (form) begin();
