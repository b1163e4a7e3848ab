// The picture of the body as a second way to tick the list beside it. The list is the real control.

for (const form of document.querySelectorAll('[data-body-map]')) {
  const boxes = [...form.querySelectorAll('input[data-site]')];
  const chosen = form.querySelector('[data-chosen]');

  const tell = () => {
    const words = boxes.filter((box) => box.checked).map((box) => box.closest('label').innerText.trim().replace(/\s+/g, ' '));
    chosen.textContent = words.length ? `${chosen.dataset.words} ${words.join(', ')}` : '';
    chosen.hidden = !words.length;
  };

  for (const group of form.querySelectorAll('.body-map [data-site]')) {
    group.addEventListener('click', () => boxes.find((box) => box.dataset.site === group.dataset.site).click());
  }
  form.addEventListener('change', tell);
  form.dataset.bodyMap = 'ready';
  tell();
}
