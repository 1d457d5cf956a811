"use client";

import { useTranslations } from "next-intl";
import type { RefObject } from "react";
import { RuledRow } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";
import { Kbd } from "@/components/ui/kbd";
import type { Said } from "./decision-state";

type Props = {
  said: Said;
  change: (part: Partial<Said>) => void;
  field: RefObject<HTMLTextAreaElement | null>;
  /** Items that the decision rests on. */
  evidence: number;
  error: string | undefined;
};

/** What happened, for the notice; and what only colleagues read. N goes here. */
export function FactsBlock({ said, change, field, evidence, error }: Props) {
  const t = useTranslations("enforcement.rail");
  return (
    <RuledRow label={t("facts")}>
      <span className="flex items-start gap-2">
        <Textarea
          ref={field}
          aria-label={t("factsLabel")}
          rows={3}
          maxLength={2_000}
          aria-invalid={error ? true : undefined}
          value={said.facts}
          onChange={(event) => change({ facts: event.target.value })}
        />
        <Kbd cap="N" />
      </span>
      {error && <p className="font-bold text-s4 text-xs">{error}</p>}
      <p className="mt-1 text-ink-3 text-xs">{t("evidence", { count: evidence })}</p>
      <details className="mt-1">
        <summary className="link link-small min-h-6 cursor-pointer">{t("reasoning")}</summary>
        <Textarea
          aria-label={t("reasoning")}
          placeholder={t("reasoningHint")}
          rows={2}
          maxLength={4_000}
          value={said.reasoning}
          onChange={(event) => change({ reasoning: event.target.value })}
        />
      </details>
    </RuledRow>
  );
}
