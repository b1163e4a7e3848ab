// A button that prints the page. It stays hidden where scripts do not run: the browser's own menu prints the same page.

for (const button of document.querySelectorAll('[data-print]')) {
  button.addEventListener('click', () => print());
  button.hidden = false;
}
