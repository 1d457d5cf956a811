/** Where the palette would take a pasted text. */
export type Destination =
  | { kind: "case"; href: string; number: string }
  | { kind: "group"; href: string; code: string }
  | { kind: "account"; href: string; code: string }
  | { kind: "page"; href: string }
  | { kind: "search"; href: string; text: string };

/**
 * Reads what somebody pasted: a case number (`C-124`, `C-000124`), a group's code (`G-3107-4482`), an account's code
 * or an id, a URL of this installation, else words to look for in the registry.
 *
 * @param origin of this installation; a URL of another origin goes nowhere.
 * @returns null for an empty text or a foreign URL.
 */
export function destinationOf(pasted: string, origin: string): Destination | null {
  const text = pasted.normalize("NFKC").trim().slice(0, 400);
  if (!text) return null;
  if (/^https?:\/\//i.test(text)) {
    const url = URL.canParse(text) ? new URL(text) : null;
    return url?.origin === origin ? { kind: "page", href: `${url.pathname}${url.search}${url.hash}` } : null;
  }
  const number = /^C-?(\d{1,12})$/i.exec(text)?.[1];
  if (number) {
    const full = `C-${number.replace(/^0+(?=\d)/, "").padStart(6, "0")}`;
    return { kind: "case", href: `/cases/${full}`, number: full };
  }
  if (/^G-[0-9A-Z]+(-[0-9A-Z]+)*$/i.test(text)) {
    const code = text.toUpperCase();
    return { kind: "group", href: `/groups/${encodeURIComponent(code)}`, code };
  }
  if (/^A-[0-9A-Z]+(-[0-9A-Z]+)*$/i.test(text)) {
    const code = text.toUpperCase();
    return { kind: "account", href: `/accounts/${encodeURIComponent(code)}`, code };
  }
  if (/^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(text))
    return { kind: "account", href: `/accounts/${text.toLowerCase()}`, code: text.toLowerCase() };
  return { kind: "search", href: `/groups?q=${encodeURIComponent(text)}`, text };
}
