"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/choice";
import { useDot } from "@/components/ui/dot";
import { Hash } from "@/components/ui/facts";
import { Section } from "@/components/ui/page";
import { Time } from "@/components/ui/time";
import type { ReferralView } from "./use-draft";

type Item = ReferralView["evidence"][number];

function ItemLine({ item }: { item: Item }) {
  const dot = useDot();
  const t = useTranslations("referrals.evidence");
  return (
    <span className="flex flex-wrap items-baseline gap-x-2">
      <Time at={item.at} form="short" className="text-ink-3 text-xs" />
      <span>
        {t(`kind.${item.kind as "text"}`)}
        {dot}
        {t(`role.${item.role as "reported"}`)}
      </span>
      <Hash value={item.sha256} className="text-ink-3 text-xs" />
    </span>
  );
}

type Props = { shown: ReferralView; chosen: readonly string[]; onChange: (chosen: string[]) => void };

/** The evidence of the case by kind, time and hash. What it says is read below, or in the content that goes along. */
export function EvidenceChoice({ shown, chosen, onChange }: Props) {
  const t = useTranslations("referrals.evidence");
  const { evidence } = shown;
  const isAll = chosen.length === evidence.length;
  return (
    <Section
      title={t("title")}
      aside={t("chosen", { chosen: chosen.length, count: evidence.length })}
      tools={
        evidence.length > 0 && (
          <Button size="small" look="quiet" onClick={() => onChange(isAll ? [] : evidence.map(({ id }) => id))}>
            {t(isAll ? "none" : "all")}
          </Button>
        )
      }
    >
      {shown.hashOnly && <p className="mb-2 text-ink-2">{t("hashOnly")}</p>}
      {evidence.length === 0 && <p className="text-ink-3">{t("empty")}</p>}
      <ul>
        {evidence.map((item) => (
          <li key={item.id}>
            <Checkbox
              checked={chosen.includes(item.id)}
              onChange={(event) =>
                onChange(event.target.checked ? [...chosen, item.id] : chosen.filter((id) => id !== item.id))
              }
            >
              <ItemLine item={item} />
            </Checkbox>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** The evidence that goes along, once it is fixed. */
export function EvidenceChosen({ shown }: { shown: ReferralView }) {
  const t = useTranslations("referrals.evidence");
  const chosen = shown.evidence.filter(({ isChosen }) => isChosen);
  return (
    <Section title={t("title")} aside={t("chosen", { chosen: chosen.length, count: shown.evidence.length })}>
      {shown.hashOnly && <p className="mb-2 text-ink-2">{t("hashOnly")}</p>}
      {chosen.length === 0 && <p className="text-ink-3">{t("noneChosen")}</p>}
      <ul>
        {chosen.map((item) => (
          <li key={item.id} className="min-h-6">
            <ItemLine item={item} />
          </li>
        ))}
      </ul>
    </Section>
  );
}
