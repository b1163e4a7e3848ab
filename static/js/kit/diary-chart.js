// Weeks as a calm picture: one bar a week with its number above, nothing to reach and nothing to compare with.

import { dates } from "./dates.js";

const NS = "http://www.w3.org/2000/svg";
const HIGH = 110;
const STEP = 44;
const BAR = 28;
const day = dates({ day: "numeric", month: "numeric" });

function draw(name, attributes, text) {
  const element = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  return element;
}

// `weeks` of diary-entries.js, by "minutes" or "sessions"; `label` says in words what is drawn.
export function chart(weeks, measure, label) {
  const most = Math.max(1, ...weeks.map((week) => week[measure]));
  const wide = STEP * weeks.length;
  const svg = draw("svg", { viewBox: `0 0 ${wide} ${HIGH + 46}`, class: "diary__picture", role: "img", "aria-label": label });
  svg.append(draw("line", { x1: 0, x2: wide, y1: HIGH + 20, y2: HIGH + 20, class: "diary__ground" }));
  weeks.forEach((week, i) => svg.append(...column(week, week[measure], i * STEP + STEP / 2, most)));
  return svg;
}

function column(week, value, middle, most) {
  const high = (HIGH * value) / most;
  const parts = [draw("text", { x: middle, y: HIGH + 40, class: "diary__week" }, day.format(week.monday))];
  if (!value) return parts;
  parts.push(draw("rect", { x: middle - BAR / 2, y: HIGH + 20 - high, width: BAR, height: high, rx: 3, class: "diary__bar" }));
  parts.push(draw("text", { x: middle, y: HIGH + 14 - high, class: "diary__value" }, value));
  return parts;
}
