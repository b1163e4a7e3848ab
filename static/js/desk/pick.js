// A button puts what is selected in one text into a field. Without this file one types or pastes it.

const from = document.querySelector("[data-pick-from]");
const button = document.querySelector("[data-pick]");
const field = document.querySelector("[data-picked]");

// Pressing a button can undo a selection, so the last one inside the text is kept.
let picked = "";

document.addEventListener("selectionchange", () => {
  const selection = getSelection();
  const isInside = selection.rangeCount && from?.contains(selection.getRangeAt(0).commonAncestorContainer);
  if (isInside && !selection.isCollapsed) picked = selection.toString().trim();
});

if (from && button && field) {
  button.hidden = false;
  button.addEventListener("click", () => {
    if (picked) field.value = picked;
    field.focus();
  });
}
