// Changing a week by hand: each guide has a box for each day. Boxes and buttons work by touch and by keyboard alike.

import { MOST_WEEKS, slugsOf } from "./plan-code.js";
import { named } from "./plan-guides.js";
import { daysOf, put, WEEKDAYS, without } from "./plan-week.js";
import { fill, piece } from "./pieces.js";
import { word } from "./words.js";

// `change(plan, words)` is called with the changed plan, and what to say when a guide left it.
export function showChange(page, plan, titles, change) {
  const titleOf = (slug) => titles.get(slug) ?? named(slug);
  fill(page.querySelector('[data-part="change"]'), {
    change: [...slugsOf(plan)].sort().map((slug) => edit(plan, slug, titleOf(slug), change)),
  });
  fillWeeks(page.querySelector('[data-do="weeks"]'), plan.weeks);
}

function edit(plan, slug, title, change) {
  const away = word("removed", { title });
  const fields = piece("edit", {
    title,
    days: WEEKDAYS.map((weekday) => {
      const tick = dayTick(weekday, daysOf(plan, slug).includes(weekday), `${slug} ${weekday}`);
      tick.addEventListener("change", ({ target }) => {
        const changed = put(plan, slug, weekday, target.checked);
        change(changed, changed && slugsOf(changed).includes(slug) ? "" : away);
      });
      return tick;
    }),
    remove: word("remove", { title }),
  });
  const button = fields.querySelector('[data-slot="remove"]');
  button.dataset.key = slug;
  button.addEventListener("click", () => change(without(plan, slug), away));
  return fields;
}

// A box for one day of the week. `key` finds it again when the page is drawn anew.
export function dayTick(weekday, isOn, key) {
  const tick = piece("tick", { name: word(`short-${weekday}`) });
  const box = tick.querySelector("input");
  box.checked = isOn;
  box.value = weekday;
  box.dataset.key = key;
  box.setAttribute("aria-label", word(`day-${weekday}`));
  return tick;
}

export function fillWeeks(select, chosen) {
  if (!select.options.length) {
    for (let weeks = 1; weeks <= MOST_WEEKS; weeks++) select.add(new Option(weeks, weeks));
  }
  select.value = chosen;
}
