// Offers to put the hub on the home screen, where the browser lets a page ask for it.

const place = document.querySelector("[data-install]");

addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  place.hidden = false;
  place.querySelector("[data-install-button]").onclick = () => event.prompt();
});
addEventListener("appinstalled", async () => {
  place.hidden = true;
  const { keep } = await import("./offline.js");
  keep();
});
