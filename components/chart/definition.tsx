"use client";

import { useFormatter, useTranslations } from "next-intl";
import { Facts } from "@/components/ui/facts";
import { Icon } from "@/components/ui/icon";
import { Popover } from "@/components/ui/popover";

export type DefinitionText = {
  /** What is counted, in a sentence. */
  what: string;
  /** How, so that somebody could check it. */
  formula: string;
  asOf: Date | string;
};

/** What a figure means, how it is worked out, and when it was read. */
export function Definition({ title, text }: { title: string; text: DefinitionText }) {
  const t = useTranslations("common.chart");
  const format = useFormatter();
  return (
    <Popover
      label={t("definition", { title })}
      className="w-80"
      trigger={
        <button
          type="button"
          aria-label={t("definition", { title })}
          className="grid size-6 place-items-center rounded-control text-ink-3 hover:text-ink"
        >
          <Icon name="info" className="size-3.5" />
        </button>
      }
    >
      <p className="mb-2 font-bold">{title}</p>
      <Facts
        labelWidth="48px"
        facts={[
          { key: "what", label: t("what"), value: text.what },
          { key: "formula", label: t("formula"), value: text.formula },
          { key: "asOf", label: t("asOf"), value: format.dateTime(new Date(text.asOf), "minute") },
        ]}
      />
    </Popover>
  );
}
