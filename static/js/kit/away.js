// In place of a page that is not on this device: the guides that are.

import { savedGuides } from "./saved.js";

const guides = savedGuides().filter((guide) => guide.withdrawn === undefined);
document.querySelector("[data-none]").hidden = guides.length > 0;
document.querySelector("[data-here]").append(
  ...guides.map(({ slug, title }) => {
    const row = document.createElement("li");
    row.append(Object.assign(document.createElement("a"), { href: `/guides/${slug}/`, textContent: title }));
    return row;
  }),
);
