// Marks long sentences and unexplained terms below each field while somebody writes, and says the reading age. The
// server measures; nothing is saved.

const place = document.querySelector("[data-measured]");
const form = place?.closest("form");
const waitMs = 600;
const named = /^(texts-\d+-)(.+)$/;
let waiting;
let latest = 0;

const fieldsOf = (prefix) => [...form.querySelectorAll(`[name^="${prefix}"]`)];

function marksBelow(field) {
  const id = `${field.id}_marks`;
  let below = document.getElementById(id);
  if (!below) {
    below = document.createElement("div");
    below.id = id;
    field.closest(".form-row").append(below); // the admin's own markup
    field.setAttribute("aria-describedby", `${field.getAttribute("aria-describedby") ?? ""} ${id}`.trim());
  }
  return below;
}

function putInPlace(prefix, page) {
  const summary = page.querySelector("[data-measured-summary]");
  if (!summary) throw new Error("The answer measures nothing.");
  for (const field of fieldsOf(prefix)) {
    if (field.type === "hidden") continue;
    const marks = page.querySelector(`[data-marks="${field.name.slice(prefix.length)}"]`);
    if (marks || document.getElementById(`${field.id}_marks`)) marksBelow(field).replaceChildren(...(marks ? [marks] : []));
  }
  place.querySelector("[data-measured-place]").replaceChildren(summary);
  const language = form.elements[`${prefix}language`];
  place.querySelector("[data-measured-language]").textContent = language?.selectedOptions?.[0]?.text ?? "";
}

async function measure(prefix) {
  const mine = ++latest;
  const asked = new FormData();
  asked.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  asked.append("slug", form.elements.slug?.value ?? place.dataset.slug ?? "");
  for (const field of fieldsOf(prefix)) asked.append(field.name.slice(prefix.length), field.value);
  let failed = false;
  try {
    const response = await fetch(place.dataset.measured, { method: "POST", body: asked });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (mine === latest) putInPlace(prefix, page);
  } catch {
    failed = true;
  }
  if (mine === latest) place.querySelector("[data-measured-failed]").hidden = !failed;
}

// A sentence is as the server found it, so it may miss its full stop, but never its words.
function show(button) {
  const field = button.closest(".form-row").querySelector("textarea, input");
  const start = field.value.replaceAll("|", "\n").indexOf(button.dataset.find);
  field.focus();
  if (start >= 0) field.setSelectionRange(start, start + button.dataset.find.length);
}

if (form && form.querySelector('[name="texts-0-title"]')) {
  place.hidden = false;
  form.addEventListener("input", (event) => {
    const found = named.exec(event.target.name);
    if (!found) return;
    clearTimeout(waiting);
    waiting = setTimeout(measure, waitMs, found[1]);
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-find]");
    if (button) show(button);
  });
  measure("texts-0-");
}
