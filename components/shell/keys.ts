/** A key as it is pressed: the physical key, so that Chinese punctuation and other layouts do not break it. */
export type Chord = { readonly code: string; readonly mod: boolean; readonly shift: boolean };

const named: Record<string, string> = {
  "[": "BracketLeft",
  "]": "BracketRight",
  "?": "Slash",
  "/": "Slash",
  Esc: "Escape",
};

const codeOf = (cap: string) => {
  if (/^[A-Z]$/.test(cap)) return `Key${cap}`;
  if (/^[0-9]$/.test(cap)) return `Digit${cap}`;
  return named[cap] ?? cap;
};

/** Reads `J`, `1`, `Mod+Enter`, `Shift+Tab`, `?`, `ArrowDown`, `Space`. */
export function chordOf(text: string): Chord {
  const parts = text.split("+");
  const cap = parts.at(-1) ?? "";
  return { code: codeOf(cap), mod: parts.includes("Mod"), shift: parts.includes("Shift") || cap === "?" };
}

/** What a keyboard event tells, as far as the keys care. */
export type Press = {
  readonly code: string;
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly isComposing: boolean;
  readonly keyCode: number;
  readonly repeat: boolean;
};

/** Where the press happened. */
export type Place = "page" | "text" | "button" | "radio" | "dialog";

export type Refused = "composing" | "text" | "dialog" | "native" | "off" | "other";

/**
 * May this press run this chord here?
 *
 * @param singles false when the person has switched single keys off (WCAG 2.1.4).
 * @returns null when it may, else why not.
 */
export function refusalOf(press: Press, chord: Chord, place: Place, singles: boolean): Refused | null {
  if (press.isComposing || press.keyCode === 229) return "composing";
  const mod = press.ctrlKey || press.metaKey;
  const code = press.code.replace(/^Numpad(?=\d$)/, "Digit").replace("NumpadEnter", "Enter");
  // Where `?` is on another key, what it types counts too.
  const same = code === chord.code || (chord.code === "Slash" && chord.shift && press.key === "?");
  if (!same || mod !== chord.mod || press.altKey) return "other";
  const shiftMatters = /^(Key|Digit|Slash)/.test(chord.code) || chord.shift;
  if (shiftMatters && press.key !== "?" && press.shiftKey !== chord.shift) return "other";
  const escapes = chord.mod || chord.code === "Escape";
  if (place === "dialog") return "dialog";
  if (place === "text" && !escapes) return "text";
  if (place === "button" && ["Enter", "Space"].includes(chord.code) && !chord.mod) return "native";
  if (place === "radio" && /^(Arrow|Space)/.test(chord.code)) return "native";
  if (!singles && !escapes) return "off";
  return null;
}

type ElementLike = { closest(selector: string): unknown; matches(selector: string): boolean };

/**
 * What kind of place a focused element is. Inside a dialog or a menu the page's keys rest.
 *
 * @param inDialog the command belongs to the dialog, which is a place like any other for it.
 */
export function placeOf(target: ElementLike | null, inDialog = false): Place {
  if (!target) return "page";
  if (!inDialog && target.closest('[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]'))
    return "dialog";
  if (target.matches('input[type="radio"]')) return "radio";
  if (target.matches('input[type="checkbox"], button, summary, [role="tab"]')) return "button";
  if (target.matches('input, textarea, select, [contenteditable=""], [contenteditable="true"]')) return "text";
  if (target.matches("a[href]")) return "button";
  return "page";
}

/** Caps for the bar: digits that follow each other become one cap, `1–3`. */
export function capsOf(combinations: readonly string[]): string[] {
  const digits = combinations.filter((text) => /^\d$/.test(text)).sort();
  const first = digits[0];
  if (first === undefined || digits.length < 2) return [...combinations];
  const others = combinations.filter((text) => !/^\d$/.test(text));
  return [`${first}–${digits.at(-1)}`, ...others];
}
