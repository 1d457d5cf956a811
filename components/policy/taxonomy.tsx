import { useTranslations } from "next-intl";
import type { RouterOutputs } from "@/components/trpc/provider";
import { Section } from "@/components/ui/page";
import { SeverityMark } from "@/components/ui/severity";
import { PlainTable } from "./plain-table";
import { useBoth } from "./words";

type Policy = RouterOutputs["policy"]["get"];

/** The tree of violation categories: clause, rule, severity, law. */
export function Taxonomy({ branches }: { branches: Policy["branches"] }) {
  const t = useTranslations("policy.taxonomy");
  const both = useBoth();
  const leaves = branches.reduce((sum, branch) => sum + branch.leaves.length, 0);
  return (
    <Section title={t("title")} aside={t("about", { leaves, branches: branches.length })}>
      {branches.map((branch) => (
        <section key={branch.key} id={branch.key} className="pb-4">
          <h3 className="flex items-baseline gap-2 pt-2 pb-1">
            <span className="font-mono text-ink-3 text-xs">{branch.clause}</span>
            <span className="font-bold">{both(branch.names)}</span>
            <span className="font-regular text-ink-2 text-xs">{both(branch.rule)}</span>
          </h3>
          <PlainTable
            caption={t("caption", { chapter: both(branch.names) })}
            className="table-fixed"
            heads={[
              { key: "clause", label: t("clause"), className: "w-16" },
              { key: "severity", label: t("severity"), className: "w-24" },
              { key: "rule", label: t("rule") },
              { key: "law", label: t("law"), className: "w-[36%] max-tablet:w-[44%]" },
            ]}
            lines={branch.leaves.map((leaf) => ({
              key: leaf.key,
              name: <span className="font-mono text-xs">{leaf.clause}</span>,
              cells: [
                <SeverityMark key="severity" level={leaf.severity} />,
                <div key="rule">
                  <span className="font-bold">{both(leaf.names)}</span>
                  <p className="text-ink-2">{both(leaf.rule)}</p>
                  {leaf.hashOnly && <p className="text-ink-3 text-xs">{t("hashOnly")}</p>}
                </div>,
                leaf.citations.length === 0 ? (
                  <span key="law" className="text-ink-3 text-xs">
                    {t("noLaw")}
                  </span>
                ) : (
                  <ul key="law" className="text-ink-2 text-xs">
                    {leaf.citations.map((citation) => (
                      <li key={citation.zh}>{both(citation)}</li>
                    ))}
                  </ul>
                ),
              ],
            }))}
          />
        </section>
      ))}
    </Section>
  );
}
