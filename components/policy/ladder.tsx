import { useTranslations } from "next-intl";
import type { RouterOutputs } from "@/components/trpc/provider";
import { Section } from "@/components/ui/page";
import { SeverityMark } from "@/components/ui/severity";
import { PlainTable } from "./plain-table";
import { useBoth } from "./words";

type Ladders = RouterOutputs["policy"]["get"]["ladder"];
type Kind = "group" | "account";

function OneLadder({ ladder, kind }: { ladder: Ladders[Kind]; kind: Kind }) {
  const t = useTranslations("policy.ladder");
  const common = useTranslations("common");
  const both = useBoth();
  const columns = ladder.rows[0]?.steps.length ?? 0;
  const phrases = (words: readonly { zh: string; en: string }[]) =>
    words.length === 0 ? <span className="text-ink-3">{t("none")}</span> : words.map(both).join(common("listComma"));
  const main = (step: number) => {
    const [first] = ladder.rungs[step]?.measures ?? [];
    return first ? both(first) : t("none");
  };
  return (
    <section className="pb-4">
      <h3 className="py-1">{t(kind)}</h3>
      <PlainTable
        caption={t("caption", { kind: t(kind) })}
        heads={[
          { key: "severity", label: t("severity"), className: "w-24" },
          ...Array.from({ length: columns }, (_, count) => ({
            key: String(count),
            label: t(count === columns - 1 ? "strikesMore" : "strikes", { count }),
          })),
        ]}
        lines={ladder.rows.toReversed().map(({ severity, steps }) => ({
          key: String(severity),
          name: <SeverityMark level={severity} />,
          cells: steps.map((step) => main(step)),
        }))}
      />
      <h4 className="pt-3 text-ink-3 text-xs">{t("rungs", { kind: t(kind) })}</h4>
      <PlainTable
        caption={t("rungs", { kind: t(kind) })}
        heads={[
          { key: "rung", label: <span className="sr-only">{t("rung", { number: "" })}</span>, className: "w-24" },
          { key: "subject", label: t("subject") },
          { key: "founder", label: t("founder") },
          { key: "manager", label: t("manager") },
        ]}
        lines={ladder.rungs.map((rung, at) => ({
          key: String(at),
          name: t("rung", { number: at + 1 }),
          cells: [phrases(rung.measures), phrases(rung.founder), phrases(rung.manager)],
        }))}
      />
      <p className="pt-1 text-ink-3 text-xs">{t(kind === "group" ? "carried" : "added")}</p>
    </section>
  );
}

/** What the ladder recommends, as the table that it is. */
export function LadderTables({ ladder }: { ladder: Ladders }) {
  const t = useTranslations("policy.ladder");
  return (
    <Section title={t("title")} aside={t("about", { days: ladder.windowDays })}>
      <OneLadder ladder={ladder.group} kind="group" />
      <OneLadder ladder={ladder.account} kind="account" />
    </Section>
  );
}
