// Ties the form for a passkey to the library: data-passkey names its function, data-passkey-button what it calls the button.
const form = document.querySelector("[data-passkey]");
allauth.webauthn.forms[form.dataset.passkey]({
  ids: {
    [form.dataset.passkeyButton]: "ask-passkey",
    credential: form.elements.credential.id,
    data: "passkey-options",
  },
});

// Says on the page that a passkey did not work, where the library would only tell the console.
document.addEventListener("allauth.error", (event) => {
  const words = document.querySelector("[data-passkey-failed]");
  event.preventDefault();
  words.hidden = false;
});
