// The screens of a page that shows one thing at a time: [data-screen]. The page says what it is by its heading, where
// the focus goes, so that screen readers read it.

const screens = () => [...document.querySelectorAll("[data-screen]")];

export const shown = () => screens().find((screen) => !screen.hidden)?.dataset.screen;

export function show(name) {
  for (const screen of screens()) screen.hidden = screen.dataset.screen !== name;
  document.documentElement.toggleAttribute("data-playing", name === "play");
  const screen = document.querySelector(`[data-screen="${name}"]`);
  screen.querySelector("h1").focus({ preventScroll: true });
  scrollTo(0, 0);
  return screen;
}
