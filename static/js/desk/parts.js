// Links to a field open the folded part it is in and put the cursor there. Without this file browsers that know how
// open it themselves. On a small screen the checklist starts folded, so that the form is not far down.

const isSmall = matchMedia("(max-width: 64em)").matches;
for (const panel of document.querySelectorAll("[data-wide-only]")) panel.open = !isSmall;

function lead(target) {
  for (let part = target.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
  const field = target.matches("details") ? target.querySelector("summary") : target;
  if (!field.matches("input, select, textarea, summary")) field.tabIndex = -1;
  field.focus({ preventScroll: true });
  target.scrollIntoView({ block: "start" });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-leads]");
  const target = link && document.getElementById(link.dataset.leads);
  if (!target) return;
  event.preventDefault();
  history.replaceState(null, "", link.hash);
  lead(target);
});

const wanted = location.hash && document.getElementById(location.hash.slice(1));
if (wanted) lead(wanted);
