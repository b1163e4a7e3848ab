// A session of guides, one after another. This file joins its parts: the link says which guides, they are looked at,
// the visitor is asked how they are, the clock runs, and it ends with an offer for the diary.

import { fill } from "./parts.js";
import { show } from "./screens.js";
import { prepareCheck, startCheck, tickedTiers } from "./session-check.js";
import { closeEasier } from "./session-easier.js";
import { end, endBySigns, forgetSession } from "./session-end.js";
import { lookAtAll } from "./session-guides.js";
import { readLink, together } from "./session-link.js";
import { begin, comeBack, controls, leave, obey } from "./session-run.js";
import { prepareSettings, set, settings } from "./session-settings.js";
import { askBones, showLeftOut, showStart } from "./session-start.js";
import { stepsOf } from "./session-steps.js";
import { read } from "./store.js";
import { word } from "./words.js";

const offer = document.querySelector("[data-offer]");
const main = document.querySelector("main");
const FROM_THE_START = { at: 0, spent: 0 };

let asked; // the guides to play, what was said about bones, and from where on
let session; // what came of it: {bones, playable, leftOut, steps, from}

async function open() {
  leave();
  document.querySelector("[data-without-script]").hidden = true;
  const link = readLink(location.hash);
  showOffer();
  if (typeof link === "string") return show(link);
  await prepare(link.guides, together(link.bones, read("bones")));
}

// Looks at the guides, and shows what will be played. Without an answer about bones, asks first.
async function prepare(guides, bones, from = FROM_THE_START) {
  asked = { guides, bones, from };
  if (!bones) return ask();
  show("loading");
  try {
    session = await lookedAt(guides, bones, from);
  } catch {
    return show("failed");
  }
  if (!session.playable.length) return showLeftOut(show("nothing"), session.leftOut);
  showOffer();
  showStart(show("start"), session);
}

// A session that is not what it was any more starts from the beginning.
async function lookedAt(guides, bones, from) {
  const seen = await lookAtAll(guides, bones);
  const [playable, leftOut] = [seen.filter((each) => each.guide), seen.filter((each) => !each.guide)];
  const steps = stepsOf(playable.map((each) => each.guide));
  return { bones, playable, leftOut, steps, from: leftOut.length || from.at >= steps.length ? FROM_THE_START : from };
}

function ask() {
  askBones(asked.bones, (bones) => prepare(asked.guides, bones, asked.from));
  show("bones");
}

// A session that was broken off, if there is one and it is not the one that goes on now.
function showOffer() {
  const kept = read("session");
  const isSound = Array.isArray(kept?.guides) && Array.isArray(kept.bones) && Number.isInteger(kept.at);
  offer.hidden = !isSound || session?.from.at > 0;
  if (offer.hidden) return;
  fill(offer, { offer: word("offer", { titles: kept.guides.map((slug) => kept.titles?.[slug] ?? slug).join(", ") }) });
}

const finish = (how) => end(how, leave());

const DO = {
  ...controls,
  resume() {
    const { guides, bones, at, spent } = read("session");
    prepare(guides, together(bones, read("bones")), { at, spent: Number(spent) || 0 });
  },
  drop() {
    forgetSession();
    offer.hidden = true;
    main.focus();
  },
  bones: ask,
  reload: () => prepare(asked.guides, asked.bones, asked.from),
  check() {
    startCheck();
    offer.hidden = true;
    show("check");
  },
  checked() {
    const tiers = tickedTiers();
    if (tiers.length) endBySigns(tiers, session.playable);
    else begin(session, session.from, () => finish("done"));
  },
  voice: () => set("voice", !settings.voice, obey),
  stop: () => finish("stopped"),
  hurt: () => finish("hurt"),
  unstop: comeBack,
  unhurt: comeBack,
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (button && Object.hasOwn(DO, button.dataset.do)) DO[button.dataset.do]();
  // The way to the main content must not take the place of the session in the address.
  if (event.target.closest('a[href="#main"]')) {
    event.preventDefault();
    main.focus();
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeEasier();
});
addEventListener("hashchange", open);
prepareCheck();
prepareSettings(obey);
open();
