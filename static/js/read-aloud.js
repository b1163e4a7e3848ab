// Reads the parts of a page marked with data-read aloud, one sentence or line at a time, and shows which one it is at.

import { canSpeak, hush, ownVoice, say } from "./kit/voice.js";

const LINES = "h1, h2, h3, p, li, dt, dd";

// What there is to read, in order: what is seen, and each word once.
function lines() {
  const all = [...document.querySelectorAll("[data-read]")].flatMap((part) => [...part.querySelectorAll(LINES)]);
  return all.filter((line) => line.checkVisibility() && line.innerText.trim() && !line.querySelector("p, li"));
}

function reader(box) {
  const [start, stop, said] = ["start", "stop", "said"].map((part) => box.querySelector(`[data-read-aloud-${part}]`));
  let turn = 0;

  function end() {
    turn += 1;
    hush();
    document.querySelector("[data-reading]")?.removeAttribute("data-reading");
    start.hidden = false;
    stop.hidden = true;
  }

  async function read() {
    const mine = ++turn;
    const voice = await ownVoice();
    if (mine !== turn) return;
    if (!voice) {
      said.textContent = said.dataset.noVoice;
      return;
    }
    start.hidden = true;
    stop.hidden = false;
    stop.focus();
    for (const line of lines()) {
      document.querySelector("[data-reading]")?.removeAttribute("data-reading");
      line.dataset.reading = "";
      line.scrollIntoView({ block: "nearest" });
      await say(line.innerText, voice);
      if (mine !== turn) return;
    }
    end();
    start.focus();
  }

  start.hidden = false;
  start.addEventListener("click", read);
  stop.addEventListener("click", () => {
    end();
    start.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !stop.hidden) stop.click();
  });
  addEventListener("pagehide", end); // browsers go on reading otherwise
}

if (canSpeak) for (const box of document.querySelectorAll("[data-read-aloud]")) reader(box);
