/**
 * The search words of a text: every pair of neighbouring Han characters and every Latin or digit word, folded.
 * A trigram index finds nothing for two-character words; this one does. Source: `ux.md`, "Chinese".
 *
 * @param limit how many at most, so that a long text cannot fill an index.
 */
export function gramsOf(text: string, limit = 200): string[] {
  const found = new Set<string>();
  for (const [run] of text
    .normalize("NFKC")
    .toLowerCase()
    .matchAll(/\p{Script=Han}+|(?:(?!\p{Script=Han})[\p{L}\p{N}])+/gu)) {
    const characters = [...run];
    if (/^\p{Script=Han}/u.test(run)) {
      if (characters.length === 1) found.add(run);
      for (let at = 0; at + 1 < characters.length; at++) found.add(`${characters[at]}${characters[at + 1]}`);
    } else {
      found.add(characters.slice(0, 32).join(""));
    }
    if (found.size >= limit) break;
  }
  return [...found].slice(0, limit);
}
