// Says on the page that a passkey did not work, where the library would only tell the console.
document.addEventListener("allauth.error", (event) => {
  const words = document.querySelector("[data-passkey-failed]");
  event.preventDefault();
  words.hidden = false;
});
