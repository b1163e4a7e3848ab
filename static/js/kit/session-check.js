// The check before a session. The signs are the hub's own, as the server wrote them in three tiers into the page; here
// each becomes something to tick. Ticks are kept nowhere.

const check = document.querySelector("[data-check]");
const button = document.querySelector('[data-do="checked"]');
const boxes = () => [...check.querySelectorAll("input")];

function asTick(line) {
  const label = document.createElement("label");
  label.className = "tick";
  const box = Object.assign(document.createElement("input"), { type: "checkbox" });
  const words = Object.assign(document.createElement("span"), { textContent: line.textContent });
  label.append(box, words);
  line.replaceChildren(label);
}

export function prepareCheck() {
  for (const tier of check.querySelectorAll("[data-tier]")) {
    const list = tier.querySelector("ul");
    list.className = "rows-to-tick"; // a class takes away the dots
    tier.querySelectorAll("li").forEach(asTick);
    const title = tier.querySelector("h2");
    title.id = `tier-${tier.dataset.tier}`;
    tier.setAttribute("role", "group");
    tier.setAttribute("aria-labelledby", title.id);
  }
  check.addEventListener("change", sayWhatFollows);
  startCheck();
}

function sayWhatFollows() {
  button.textContent = boxes().some((box) => box.checked) ? button.dataset.some : button.dataset.none;
}

export function startCheck() {
  for (const box of boxes()) box.checked = false;
  sayWhatFollows();
}

// The tiers that were ticked, each with only the signs that were; the gravest first.
export function tickedTiers() {
  return [...check.querySelectorAll("[data-tier]")].filter((tier) => tier.querySelector(":checked")).map(onlyTicked);
}

function onlyTicked(tier) {
  const shown = tier.cloneNode(true);
  const ticked = [...tier.querySelectorAll("li")].map((line) => line.querySelector("input").checked);
  shown.removeAttribute("role");
  shown.removeAttribute("aria-labelledby");
  shown.querySelector("[id]")?.removeAttribute("id");
  shown.querySelector("ul").removeAttribute("class");
  shown.querySelectorAll("li").forEach((line, i) => (ticked[i] ? line.replaceChildren(line.textContent) : line.remove()));
  return shown;
}

// Into the page "Not now". What to do beyond the tiers' own words is only for the mildest.
export function showSigns(screen, tiers) {
  screen.querySelector("[data-signs]").replaceChildren(...tiers);
  const isOnlyRest = tiers.every((tier) => tier.dataset.tier === "rest");
  for (const part of screen.querySelectorAll('[data-advice="rest"]')) part.hidden = !isOnlyRest;
}
