// Keeps the screen on while a session goes, where the browser can. The browser lets go of it whenever the page is
// hidden, so it is asked again when the page is back.

let lock = null;
let isAsking = false;
let isWanted = false;

async function hold() {
  if (!isWanted || lock || isAsking || document.visibilityState !== "visible" || !("wakeLock" in navigator)) return;
  isAsking = true;
  try {
    const held = await navigator.wakeLock.request("screen");
    if (!isWanted) return held.release();
    lock = held;
    held.addEventListener("release", () => {
      if (lock === held) lock = null;
    });
  } catch {
    lock = null; // refused, as with a low battery: the session works without it
  } finally {
    isAsking = false;
  }
}

export function keepAwake(wanted) {
  isWanted = wanted;
  if (wanted) return hold();
  lock?.release();
  lock = null;
}

document.addEventListener("visibilitychange", hold);
