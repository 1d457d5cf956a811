import { useFormatter, useTranslations } from "next-intl";
import { StatusWord } from "@/components/ui/status-word";
import type { Owed } from "@/server/enforcement/contract";
import { RectificationForm } from "./rectification-form";

const glyphs = {
  assigned: "clock",
  submitted: "half",
  overdue: "triangle",
  passed: "tick",
  failed: "cross",
  over: "bar",
} as const;

/**
 * What the holder of a notice owes, how that stands, and the form while an answer is taken. The line stays where it is
 * when the form goes, so that it is read out.
 */
export function RectificationOwed({ owed, token }: { owed: Owed; token: string }) {
  const t = useTranslations("enforcement.rectify");
  const format = useFormatter();
  const state = owed.isOver ? "over" : owed.state;
  return (
    <section aria-label={t("title")} className="mt-2 border-rule-2 border-t pt-6 font-sans">
      <h2 className="text-l">{t("title")}</h2>
      <p role="status" className="mt-1 mb-4 text-ink-2">
        <StatusWord glyph={glyphs[state]} className="whitespace-normal">
          {t(`state.${state}`, {
            due: format.dateTime(owed.dueAt, "minute"),
            submitted: owed.submittedAt ? format.dateTime(owed.submittedAt, "minute") : "",
          })}
        </StatusWord>
      </p>
      {owed.isOpen && <RectificationForm token={token} />}
    </section>
  );
}
