import { useFormatter, useTranslations } from "next-intl";
import type { RouterOutputs } from "@/components/trpc/provider";
import { Section } from "@/components/ui/page";
import { PlainTable } from "./plain-table";

type Grading = RouterOutputs["policy"]["get"]["grading"];

/** The matrix behind the grades. Source: the Provisions, article 7. */
export function GradingMatrix({ grading }: { grading: Grading }) {
  const t = useTranslations("policy.grading");
  const category = useTranslations("policy.category");
  const format = useFormatter();
  const number = (value: number) => format.number(value);
  const range = (starts: readonly number[], band: number) => {
    const [from, to] = [starts[band - 1], starts[band]];
    if (from === undefined) return to === undefined ? t("all") : t("upTo", { to: number(to) });
    return to === undefined ? t("over", { from: number(from) }) : t("between", { from: number(from), to: number(to) });
  };
  const { publicJoin, publicDissemination, categories } = grading.raises;
  const raises = [
    { what: t("publicJoin"), count: publicJoin },
    { what: t("publicDissemination"), count: publicDissemination },
    ...Object.entries(categories).map(([name, count]) => ({
      what: t("category", { name: category(name as "public") }),
      count,
    })),
  ].filter(({ count }) => count > 0);
  return (
    <Section title={t("title")} aside={t("about")}>
      <PlainTable
        caption={t("caption")}
        heads={[
          { key: "members", label: t("members") },
          ...(grading.matrix[0] ?? []).map((_, band) => ({
            key: String(band),
            label: t("messages", { range: range(grading.messageBands, band) }),
          })),
        ]}
        lines={grading.matrix.map((row, band) => ({
          key: String(band),
          name: range(grading.memberBands, band),
          cells: row.map((grade) => t("grade", { number: grade })),
        }))}
      />
      {raises.map(({ what, count }) => (
        <p key={what} className="pt-1.5 text-ink-2 text-xs">
          {t("raises", { what, count })}
        </p>
      ))}
    </Section>
  );
}
