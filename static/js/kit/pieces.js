// What scripts show stands in the page as <template data-piece="day">, where it is translated and has its markup.

// A copy of that piece. Slots are filled with text or elements; an empty one is hidden: piece("day", {title: "Monday"}).
export function piece(name, slots = {}) {
  const copy = document.querySelector(`template[data-piece="${CSS.escape(name)}"]`).content.firstElementChild.cloneNode(true);
  fill(copy, slots);
  return copy;
}

// The same for what is in the page already.
export function fill(element, slots) {
  for (const [slot, value] of Object.entries(slots)) {
    const content = [value].flat().filter((each) => each !== "" && each !== null && each !== undefined);
    for (const place of element.querySelectorAll(`[data-slot="${CSS.escape(slot)}"]`)) {
      place.replaceChildren(...content.map((each) => (each instanceof Node ? each : String(each))));
      place.hidden = content.length === 0;
    }
  }
}
