// Parts of a page that scripts fill: [data-slot], [data-list] and <template data-copy>.

export const slot = (root, name) => root.querySelector(`[data-slot="${name}"]`);

// A template's first element, to be filled and put somewhere.
export function copy(name) {
  const template = document.querySelector(`template[data-copy="${name}"]`);
  return template.content.firstElementChild.cloneNode(true);
}

// Words into slots: fill(card, {title: "Walking"}). A slot with nothing to say is not there.
export function fill(root, words) {
  for (const [name, said] of Object.entries(words)) {
    for (const place of root.querySelectorAll(`[data-slot="${name}"]`)) {
      place.textContent = said ?? "";
      place.hidden = !said;
    }
  }
  return root;
}

// Lines into a list, as its items; a list without lines is not there, nor what stands around it only for it.
export function fillList(root, name, lines) {
  for (const list of root.querySelectorAll(`[data-list="${name}"]`)) {
    list.replaceChildren(...lines.map((line) => (line instanceof Node ? line : item(line))));
    (list.closest("[data-around]") ?? list).hidden = !lines.length;
  }
}

export function item(line) {
  const li = document.createElement("li");
  li.textContent = line;
  return li;
}
