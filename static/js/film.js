// Plays a guide's movement in place of its first picture, slowly and only when asked. Without this file, and for
// visitors who want less motion, the still pictures stand side by side.

const wayMs = 2000; // from the start to the end, and as long back
const rounds = 3;
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const isCalm = () => calm.matches || document.documentElement.dataset.motion === "less"; // see display.js

// Where the movement stands after so many milliseconds: 0 is the start and 1 the end, gently near both.
function placeAt(elapsed) {
  return (1 - Math.cos((Math.PI * elapsed) / wayMs)) / 2;
}

async function drawing(pair, picture) {
  const response = await fetch(pair.dataset.film);
  if (!response.ok) throw new Error(`The film could not be had: ${response.status}`);
  const film = new DOMParser().parseFromString(await response.text(), "image/svg+xml").documentElement;
  if (!film.querySelector("[data-frame]")) throw new Error("The film has no frames.");
  for (const name of ["class", "width", "height"]) film.setAttribute(name, picture.getAttribute(name));
  film.setAttribute("role", "img");
  film.setAttribute("aria-label", pair.dataset.filmLabel);
  return document.adoptNode(film);
}

function player(pair, root) {
  const picture = pair.querySelector("img");
  const button = root.querySelector("[data-film-button]");
  const status = root.querySelector("[data-film-status]");
  let loading, film; // the film on its way, and when it is there
  let ticket, since; // the next step asked for, and when this play would have begun without pauses
  let elapsed = 0;
  let isPlaying = false;

  function show(elapsed) {
    const frames = [...film.querySelectorAll("[data-frame]")];
    const shown = Math.round(placeAt(elapsed) * (frames.length - 1));
    frames.forEach((frame, i) => frame.setAttribute("visibility", i === shown ? "visible" : "hidden"));
  }

  function say(isPlayingNow) {
    isPlaying = isPlayingNow;
    button.querySelector("span").textContent = isPlaying ? button.dataset.pause : button.dataset.play;
    const icon = button.querySelector("use");
    icon.setAttribute("href", icon.getAttribute("href").replace(/#.*/, isPlaying ? "#pause" : "#play"));
  }

  function tick(now) {
    since ??= now - elapsed;
    elapsed = now - since;
    if (elapsed >= rounds * 2 * wayMs) return stop();
    show(elapsed);
    ticket = requestAnimationFrame(tick);
  }

  function pause() {
    cancelAnimationFrame(ticket);
    since = undefined;
    say(false);
  }

  function stop() {
    pause();
    elapsed = 0;
    film?.replaceWith(picture);
  }

  async function play() {
    status.textContent = "";
    say(true);
    try {
      loading ??= drawing(pair, picture);
      film = await loading;
    } catch {
      loading = undefined;
      status.textContent = status.dataset.failed;
      return say(false);
    }
    if (!isPlaying) return; // changed their mind while it was on its way
    show(elapsed);
    picture.replaceWith(film);
    film.scrollIntoView({ block: "nearest" });
    cancelAnimationFrame(ticket);
    ticket = requestAnimationFrame(tick);
  }

  function obey() {
    if (isCalm()) stop();
    button.hidden = isCalm();
  }

  button.addEventListener("click", () => (isPlaying ? pause() : play()));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") stop();
  });
  calm.addEventListener("change", obey);
  obey();
}

// For pictures that a script put into the page.
export function filmsIn(root) {
  for (const pair of root.querySelectorAll("[data-film]")) player(pair, root);
}

filmsIn(document);
