// Puts the host's player into the page after a click, and asks that host for nothing before. Without this file there is
// a link to the host and the transcript.

function show(section) {
  const frame = document.createElement("iframe");
  frame.className = "video__player";
  frame.title = section.querySelector("b").textContent;
  frame.allow = "fullscreen";
  // Its own scripts and storage, but no way to open windows, send this page elsewhere or ask it questions.
  frame.setAttribute("sandbox", "allow-scripts allow-same-origin allow-presentation");
  // YouTube plays nothing for a page that does not say its site. It learns the site and never the page or the answers.
  frame.referrerPolicy = "strict-origin";
  frame.src = section.dataset.video;
  section.querySelector("[data-video-ask]").replaceWith(frame);
  frame.focus();
}

for (const button of document.querySelectorAll("[data-video-show]")) {
  button.hidden = false;
  button.addEventListener("click", () => show(button.closest("[data-video]")));
}
