// How a session runs: aloud, by itself, with a buzz. Nothing of it until asked for; remembered with the display.

import { canSpeak, canVibrate } from "./session-cues.js";
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

// Each change calls `changed` with the name of the setting.
export function prepareSettings(changed) {
  const can = { voice: canSpeak, vibration: canVibrate };
  for (const part of document.querySelectorAll("[data-needs]")) part.hidden = !can[part.dataset.needs];
  for (const input of inputs()) input.addEventListener("change", () => set(input.dataset.setting, input.checked, changed));
  show();
}
