// A plan as a calendar file (RFC 5545). Pure. Times are floating: ten o'clock is ten o'clock wherever the device is, and
// neither a time zone nor a change of clocks can move a session.

const LONGEST_LINE = 75; // octets, without the line break (3.1)

// `titles` is what each session is called, by weekday; `minutes` how long it is. `start` is a day like "2026-11-24" and
// `time` like "10:00". `alarm` is how many minutes before, or null. `now` is a Date, `uid` gives a new name each time.
export function calendar(plan, { title, titles, minutes, start, time, alarm, now, uid }) {
  const events = plan.days.flatMap(({ weekday }) => [
    "BEGIN:VEVENT",
    `UID:${uid()}`,
    `DTSTAMP:${stamp(now)}`,
    `DTSTART:${firstDay(start, weekday)}T${time.slice(0, 5).replace(":", "")}00`,
    `DURATION:PT${Math.max(minutes[weekday], 1)}M`,
    `RRULE:FREQ=WEEKLY;COUNT=${plan.weeks}`,
    `SUMMARY:${escaped(titles[weekday])}`,
    "CLASS:PRIVATE",
    "TRANSP:OPAQUE",
    ...alarmOf(alarm, title),
    "END:VEVENT",
  ]);
  const lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Physical Activity Resource Hub//Plan 1//EN", "CALSCALE:GREGORIAN"];
  return [...lines, ...events, "END:VCALENDAR"].map((line) => `${folded(line)}\r\n`).join("");
}

// A reminder never says more than the discreet title: it lights up on a screen that others see.
function alarmOf(before, title) {
  if (before === null) return [];
  return ["BEGIN:VALARM", "ACTION:DISPLAY", `TRIGGER:-PT${before}M`, `DESCRIPTION:${escaped(title)}`, "END:VALARM"];
}

// The first such weekday on or after the start.
function firstDay(start, weekday) {
  const [year, month, date] = start.split("-").map(Number);
  const first = new Date(Date.UTC(year, month - 1, date));
  const ahead = (weekday - ((first.getUTCDay() + 6) % 7) + 7) % 7;
  first.setUTCDate(first.getUTCDate() + ahead);
  return first.toISOString().slice(0, 10).replaceAll("-", "");
}

const stamp = (now) => now.toISOString().replace(/[-:]|\.\d+/g, "");

const escaped = (text) => text.replace(/[\\;,]/g, "\\$&").replace(/\r\n|\r|\n/g, "\\n");

// Long lines go on after a break and a blank, never inside a character.
function folded(line) {
  const octets = new TextEncoder();
  let [text, room] = ["", LONGEST_LINE];
  for (const character of line) {
    const size = octets.encode(character).length;
    if (size > room) {
      text += "\r\n ";
      room = LONGEST_LINE - 1;
    }
    text += character;
    room -= size;
  }
  return text;
}
