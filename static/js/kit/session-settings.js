// How a session runs: aloud, by itself, with a buzz. Nothing of it until asked for; remembered with the display.

import { canVibrate, voiceFound } from "./session-cues.js";
import { change, read } from "./store.js";

export const settings = { voice: false, byItself: false, buzz: false, ...read("display").session };

const inputs = () => document.querySelectorAll("[data-setting]");
const voiceButton = document.querySelector('[data-do="voice"]');

function show() {
  for (const input of inputs()) input.checked = settings[input.dataset.setting];
  voiceButton.setAttribute("aria-pressed", settings.voice);
}

export function set(name, isOn, changed) {
  settings[name] = isOn;
  change({ display: (display) => ({ ...display, session: { ...settings } }) });
  show();
  changed(name);
}

function needing(what, isThere) {
  for (const part of document.querySelectorAll(`[data-needs="${what}"]`)) part.hidden = !isThere;
}

// Each change calls `changed` with the name of the setting.
export function prepareSettings(changed) {
  needing("vibration", canVibrate);
  needing("voice", false);
  voiceFound.then((voice) => needing("voice", Boolean(voice)));
  for (const input of inputs()) input.addEventListener("change", () => set(input.dataset.setting, input.checked, changed));
  show();
}
