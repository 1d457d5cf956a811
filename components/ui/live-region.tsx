"use client";

import { useSyncExternalStore } from "react";

type Spoken = { polite: string; assertive: string };

let spoken: Spoken = { polite: "", assertive: "" };
const silence: Spoken = spoken;
const listeners = new Set<() => void>();

/**
 * Says a sentence to those who hear the page.
 *
 * @param urgency `assertive` interrupts: only for a lost lease or a failed save.
 */
export function announce(sentence: string, urgency: keyof Spoken = "polite") {
  // The same sentence twice must be heard twice: a zero-width space makes it another text.
  const changed = spoken[urgency] === sentence ? `${sentence}\u200b` : sentence;
  spoken = { ...spoken, [urgency]: changed };
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** The two live regions, once on a page. */
export function LiveRegions() {
  const now = useSyncExternalStore(
    subscribe,
    () => spoken,
    () => silence,
  );
  return (
    <div className="sr-only">
      <p aria-live="polite">{now.polite}</p>
      <p aria-live="assertive">{now.assertive}</p>
    </div>
  );
}
