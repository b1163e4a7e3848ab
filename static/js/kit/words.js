// What scripts say stands in the page, where it is translated: <template data-words><p data-word="full">…</p></template>.

// The words of that name, with {places} filled in. A page's own words come before those that stand on every page.
export function word(name, places = {}) {
  for (const words of [...document.querySelectorAll("template[data-words]")].reverse()) {
    const found = words.content.querySelector(`[data-word="${CSS.escape(name)}"]`);
    if (found) return found.textContent.replace(/\{(\w+)\}/g, (whole, place) => places[place] ?? whole);
  }
  throw new RangeError(`The page has no words "${name}".`);
}

// A moment as a day, as the page's language writes it.
export function day(moment) {
  const { lang } = document.documentElement;
  return new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, { dateStyle: "long" }).format(new Date(moment));
}
