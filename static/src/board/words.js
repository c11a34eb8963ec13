/* The words of the board come from the page (data attributes), so that they are translated with it. */

/** Returns the words of a board's root; say(name, {n: 3}) fills the places in braces. */
export function wordsOf(root) {
  const words = JSON.parse(root.dataset.words);
  return { ...words, say: (name, values = {}) => Object.entries(values).reduce((text, [key, value]) => text.replaceAll(`{${key}}`, value), words[name] ?? "") };
}
