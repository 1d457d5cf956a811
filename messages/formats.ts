import type { Formats } from "next-intl";
import type { Language } from "./languages";

const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;

/** 2026年11月22日 and 22 Nov 2026; the zone is the installation's and is set beside these. */
export function formatsOf(language: Language) {
  const month = language === "en" ? "short" : "long";
  return {
    dateTime: {
      day: { year: "numeric", month, day: "numeric" },
      minute: { year: "numeric", month, day: "numeric", ...clock },
      second: { year: "numeric", month, day: "numeric", ...clock, second: "2-digit" },
      short: { month, day: "numeric", ...clock },
      shortDay: { month, day: "numeric" },
      month: { year: "numeric", month },
      clock,
      weekday: { weekday: "short", ...clock },
    },
    number: {
      whole: { maximumFractionDigits: 0 },
      percent: { style: "percent", maximumFractionDigits: 1 },
      compact: { notation: "compact", maximumFractionDigits: 1 },
    },
  } satisfies Formats;
}
