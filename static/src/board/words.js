/* The words of the board come from the page (data attributes), so that they are translated with it. */

/** Returns the words of a board's root; say(name, {n: 3}) fills the places in braces, of two forms the one that n asks for. */
export function wordsOf(root) {
  const words = JSON.parse(root.dataset.words);
  const formOf = (word, n) => (Array.isArray(word) ? word[n === 1 ? 0 : 1] : word);
  return { ...words, say: (name, values = {}) => Object.entries(values).reduce((text, [key, value]) => text.replaceAll(`{${key}}`, value), formOf(words[name], values.n) ?? "") };
}
