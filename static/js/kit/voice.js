// The device's own voice. A voice that is not on the device sends what it reads to whoever made the browser, so only
// local ones are used, and where there is none nothing is spoken.

export const canSpeak = "speechSynthesis" in window && "SpeechSynthesisUtterance" in window;

const language = () => document.documentElement.lang.toLowerCase();

const speaksIt = (voice) => voice.lang.toLowerCase().split(/[-_]/)[0] === language().split("-")[0];

// A local voice for the page's language, or undefined. Browsers load their voices late, so it waits for them a while.
export async function ownVoice(patience = 1500) {
  if (!canSpeak) return undefined;
  if (!speechSynthesis.getVoices().length) {
    await new Promise((resolve) => {
      speechSynthesis.addEventListener("voiceschanged", resolve, { once: true });
      setTimeout(resolve, patience);
    });
  }
  const fitting = speechSynthesis.getVoices().filter((voice) => voice.localService && speaksIt(voice));
  return fitting.find((voice) => voice.default) ?? fitting[0];
}

// Say one text with that voice. Fulfilled when it was said or cut off.
export function say(text, voice) {
  return new Promise((resolve) => {
    const utterance = Object.assign(new SpeechSynthesisUtterance(text), { voice, lang: voice.lang, rate: 0.9 });
    utterance.addEventListener("end", resolve);
    utterance.addEventListener("error", resolve);
    speechSynthesis.speak(utterance);
  });
}

export const hush = () => canSpeak && speechSynthesis.cancel();
