// Taking a plan along: a link and its QR code, a calendar file, a booklet, paper. All but the booklet is made here.

import { encode } from "./plan-code.js";
import { calendar } from "./plan-calendar.js";
import { guidesOn, minutesOf } from "./plan-week.js";
import { fill } from "./pieces.js";
import { encode as squares } from "../vendor/uqr.js";
import { word } from "./words.js";

const LONGEST_IN_SQUARES = 500; // characters: more makes squares too small for an old phone to read from a screen
const SVG = "http://www.w3.org/2000/svg";
const ALARM_MINUTES = 15;

// Shows the ways to take along this plan, whose guides are all in `guides` (from slug to guide). Answers what `take` needs.
export function showTake(part, plan, guides) {
  const link = `${location.origin}${location.pathname}#p=${encode(plan)}`;
  part.querySelector('[data-slot-value="link"]').value = link;
  fill(part, { qr: link.length > LONGEST_IN_SQUARES ? word("qr-long") : picture(link), fields: fieldsOf(plan, guides) });
  const start = part.querySelector('[name="start"]');
  start.value ||= localDay(new Date());
  return { plan, guides };
}

// A guide can have a newer name than the plan knows it by.
function fieldsOf(plan, found) {
  return plan.days.flatMap(({ weekday, guides }) =>
    guides.map((slug) => Object.assign(document.createElement("input"), { type: "hidden", name: weekday, value: found.get(slug).slug })),
  );
}

// A QR code is black on white whatever the page looks like, with the margin of four squares that readers need.
function picture(text) {
  const { data, size } = squares(text, { ecc: "M", border: 4 });
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  const dark = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])));
  path.setAttribute("d", dark.join(""));
  svg.setAttribute("viewBox", `0 0 ${size} ${size}`);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", word("qr"));
  svg.setAttribute("class", "plan__qr");
  svg.append(path);
  return svg;
}

export async function copyLink(part) {
  const field = part.querySelector('[data-slot-value="link"]');
  try {
    await navigator.clipboard.writeText(field.value);
    return word("copied");
  } catch {
    field.focus();
    field.select();
    return word("copy-by-hand");
  }
}

// Gives the browser the calendar file that the form asks for.
export function saveCalendar(form, { plan, guides }) {
  if (!form.reportValidity()) return;
  const title = word("session");
  const [titles, minutes] = [{}, {}];
  for (const { weekday } of plan.days) {
    const those = guidesOn(plan, weekday).map((slug) => guides.get(slug));
    titles[weekday] = form.elements.full.checked ? those.map((guide) => guide.title).join(", ") : title;
    minutes[weekday] = minutesOf(those);
  }
  const { start, time, alarm } = form.elements;
  const text = calendar(plan, {
    title, titles, minutes,
    start: start.value, time: time.value, alarm: alarm.checked ? ALARM_MINUTES : null,
    now: new Date(), uid: newName,
  });
  save(new Blob([text], { type: "text/calendar;charset=utf-8" }), "sessions.ics");
}

function save(blob, name) {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

// A name that no other event has. `randomUUID` is not there on a page without https.
const newName = () => [...crypto.getRandomValues(new Uint8Array(16))].map((octet) => octet.toString(16).padStart(2, "0")).join("");

const localDay = (day) =>
  [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
