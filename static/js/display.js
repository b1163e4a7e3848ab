// How pages look and read, as the visitor chose on the reading help page. What the device and the browser were told
// comes first: without a choice here nothing is changed, and nothing more is loaded.

import { onChange, read } from "./kit/store.js";

export const CHOICES = {
  text: ["larger", "largest"],
  spacing: ["wide"],
  contrast: ["more"],
  colours: ["light", "dark"],
  motion: ["less"],
};

const STYLES = new URL(document.querySelector("script[data-display]").dataset.display, location.href).href;

function apply() {
  const chosen = read("display");
  const root = document.documentElement;
  const active = Object.keys(CHOICES).filter((name) => CHOICES[name].includes(chosen[name]));
  for (const name of Object.keys(CHOICES)) {
    if (active.includes(name)) root.dataset[name] = chosen[name];
    else delete root.dataset[name];
  }
  if (active.length && ![...document.styleSheets].some((sheet) => sheet.href === STYLES)) {
    document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: STYLES }));
  }
}

apply();
onChange(apply);
