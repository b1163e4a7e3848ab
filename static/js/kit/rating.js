// What a guide's ratings mean for somebody with these bone answers, on the device. The same rule as the hub's
// (guides/bones.py): a site that was not checked counts as *ask*, and several sites give the strictest rating.

export const SITES = ["pelvis", "lumbar", "thoracic", "femur", "humerus", "cervical", "other"];
const STRICTNESS = ["ok", "change", "ask"];
const MEANT = { none: [], unsure: SITES, hip: ["pelvis", "femur"], ...Object.fromEntries(SITES.map((site) => [site, [site]])) };

// The sites that answers name; null (not asked) and "none" name no site. What cannot be read counts as all of them.
export function sitesMeant(answers) {
  const said = [...new Set(answers ?? [])];
  const isReadable = said.every((answer) => Object.hasOwn(MEANT, answer)) && (!said.includes("none") || said.length === 1);
  const meant = new Set(isReadable ? said.flatMap((answer) => MEANT[answer]) : SITES);
  return SITES.filter((site) => meant.has(site));
}

const ratingAt = (guide, site) => {
  const each = guide.bones?.[site];
  return STRICTNESS.includes(each?.rating) ? each : { rating: "ask", change: "", reasons: [] };
};

// The strictest rating for these answers with what it says (the changes to make, or the reasons to ask); null when
// they name no site.
export function strictest(guide, answers) {
  const sites = sitesMeant(answers);
  if (!sites.length) return null;
  const found = sites.map((site) => ratingAt(guide, site));
  const rating = STRICTNESS[Math.max(...found.map((each) => STRICTNESS.indexOf(each.rating)))];
  const those = found.filter((each) => each.rating === rating);
  const words = those.flatMap((each) => (rating === "change" ? [each.change] : each.reasons));
  return { rating, words: [...new Set(words.filter(Boolean))] };
}

// Whether a list may offer the guide to somebody with these answers.
export const suits = (guide, answers) => strictest(guide, answers)?.rating !== "ask";
