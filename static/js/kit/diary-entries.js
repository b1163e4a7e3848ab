// The entries of the diary: how they are made, counted by week and written as a file. No page, no storage.
//
// An entry is {id, at, guides, done, titles, what, minutes, felt, note, stopped}: `at` is local time like
// "2026-03-01T09:30", `titles` says how the guides were called, `what` is what was done in the visitor's own words,
// `felt` is "easier", "right", "hard" or "", and `stopped` is "", "stop", "hurt" or "sign".

const DAY = 86_400_000;

export function entry(said) {
  const nothing = { guides: [], done: [], titles: {}, what: "", minutes: null, felt: "", note: "", stopped: "" };
  return { id: newId(), at: localTime(new Date()), ...nothing, ...said };
}

// Not crypto.randomUUID, which browsers keep from pages without https.
const newId = () => `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 10)}`;

const two = (number) => String(number).padStart(2, "0");

export function localTime(date) {
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

// Entries as they can be shown, newest first: whatever an older or a foreign hand left in them.
export function readable(entries) {
  const sound = entries.filter((each) => each && !Number.isNaN(Date.parse(each.at)));
  return sound.map((each) => entry(each)).sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
}

export const namesOf = ({ what, guides, titles }) =>
  [what, ...guides.map((slug) => titles[slug] ?? slug.replaceAll("-", " "))].filter(Boolean);

// The last weeks, oldest first, each {monday, sessions, minutes}. Weeks without entries are there too; a session that
// a stop sign kept from starting is none.
export function weeks(entries, today, count = 8) {
  const last = monday(today);
  const rows = Array.from({ length: count }, (_, i) => ({
    monday: new Date(last.getFullYear(), last.getMonth(), last.getDate() - 7 * (count - 1 - i)), sessions: 0, minutes: 0,
  }));
  for (const each of entries) {
    const weeksAgo = Math.round((last - monday(new Date(each.at))) / (7 * DAY));
    const row = rows[count - 1 - weeksAgo];
    if (!row) continue;
    row.sessions += each.stopped === "sign" ? 0 : 1;
    row.minutes += Number(each.minutes) || 0;
  }
  return rows;
}

function monday(date) {
  const weekday = (date.getDay() + 6) % 7;
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() - weekday);
}

// A file that spreadsheets open. A cell that would start a formula there is told to be text.
export function asCsv(header, rows) {
  const cell = (value) => {
    const text = String(value ?? "");
    const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /["\n\r,;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return `\uFEFF${[header, ...rows].map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}
