// Days and times as the hub writes them: in the language of the page, and in English with the day first.

const language = document.documentElement.lang;

export const dates = (options) => new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, options);
