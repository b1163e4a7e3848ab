// Says that a guide's page is the copy on this device. The service worker marks such a page: <html data-kept="when">.

import { say } from "./say.js";
import { day, word } from "./words.js";

const since = document.documentElement.dataset.kept;
if (since) say(word("kept-copy", { day: day(since) }), "note");
