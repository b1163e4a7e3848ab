// Ways to pass a page on: the device's own share sheet and the clipboard. Both get the address without any answers.

for (const ways of document.querySelectorAll("[data-share]")) {
  const { title, address } = ways.dataset;
  const [sheet, copy, said] = ["sheet", "copy", "said"].map((part) => ways.querySelector(`[data-share-${part}]`));

  if (navigator.share) {
    sheet.hidden = false;
    sheet.addEventListener("click", async () => {
      try {
        await navigator.share({ title, url: address });
      } catch (problem) {
        if (problem.name !== "AbortError") copy.click(); // closing the sheet is no failure
      }
    });
  }

  if (navigator.clipboard) {
    copy.hidden = false;
    copy.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(address);
        said.textContent = said.dataset.copied;
      } catch {
        said.textContent = said.dataset.notCopied;
      }
    });
  }
}
