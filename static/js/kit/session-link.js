// The link that starts a session: /do/#guides=walking,mini-squat&bones=hip. All of it stands in the fragment, which no
// browser sends.

const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const ANSWERS = new Set(["none", "unsure", "hip", "pelvis", "lumbar", "thoracic", "femur", "humerus", "cervical", "other"]);
const MOST_GUIDES = 30;

// What a fragment asks for: {guides, bones} with bones null when it says nothing about them; "empty" or "unreadable".
export function readLink(fragment) {
  const text = fragment.replace(/^#/, "");
  if (!text) return "empty";
  const said = [...new URLSearchParams(text)];
  const lists = Object.fromEntries(said.map(([name, value]) => [name, value.split(",").filter(Boolean)]));
  const { guides = [], bones = null, ...strange } = lists;
  const isReadable = said.length === Object.keys(lists).length && !Object.keys(strange).length;
  if (!isReadable || !guides.every((slug) => SLUG.test(slug)) || guides.length > MOST_GUIDES) return "unreadable";
  if (bones && !areAnswers(bones)) return "unreadable";
  return guides.length ? { guides, bones } : "empty";
}

function areAnswers(bones) {
  const isAlone = !bones.includes("none") || bones.length === 1;
  return bones.length > 0 && isAlone && bones.every((answer) => ANSWERS.has(answer));
}

// What two answers mean together, where each may be null (not asked): never less careful than either.
export function together(one, other) {
  if (!one || !other) return one ?? other;
  const places = [...new Set([...one, ...other])].filter((answer) => answer !== "none");
  return places.length ? places : ["none"];
}
