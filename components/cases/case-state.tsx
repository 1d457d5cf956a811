import { useFormatter, useTranslations } from "next-intl";
import { type StatusGlyph, StatusWord } from "@/components/ui/status-word";
import type { CaseState as State } from "@/server/cases/contract-words";

const glyphs = {
  open: "ring",
  claimed: "half",
  escalated: "triangle",
  snoozed: "clock",
  awaiting_approval: "half",
  decided: "tick",
  reopened: "ring",
  merged: "bar",
} as const satisfies Record<State, StatusGlyph>;

/** The state of a case: a glyph and a word, grey. */
export function CaseState({ state, snoozedUntil }: { state: State; snoozedUntil?: Date | null }) {
  const t = useTranslations("cases");
  const format = useFormatter();
  const text =
    state === "snoozed" && snoozedUntil
      ? t("snoozedUntil", { time: format.dateTime(snoozedUntil, "short") })
      : t(`state.${state}`);
  return <StatusWord glyph={glyphs[state]}>{text}</StatusWord>;
}
