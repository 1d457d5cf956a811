import { useTranslations } from "next-intl";
import type { RouterOutputs } from "@/components/trpc/provider";
import { Section } from "@/components/ui/page";
import { PlainTable } from "./plain-table";
import { useBoth } from "./words";

type Policy = RouterOutputs["policy"]["get"];

/** Which case waits in which queue. */
export function Routing({ policy }: { policy: Policy }) {
  const t = useTranslations("policy.routing");
  const common = useTranslations("common");
  const source = useTranslations("policy.source");
  const both = useBoth();
  const names = new Map<string, { zh: string; en: string }>(
    policy.branches.flatMap((branch) => [
      [branch.key, branch.names] as const,
      ...branch.leaves.map((leaf) => [leaf.key, leaf.names] as const),
    ]),
  );
  const nameOf = (key: string, known: ReadonlyMap<string, { zh: string; en: string }>) => {
    const found = known.get(key);
    return found ? both(found) : key;
  };
  const queues = new Map(policy.queues.map((queue) => [queue.key, queue.names]));
  const list = (words: readonly string[]) => words.join(common("listComma"));
  const conditions = ({ when }: Policy["routing"]["rules"][number]) => [
    ...(when.categories
      ? [t("categories", { categories: list(when.categories.map((key) => nameOf(key, names))) })]
      : []),
    ...(when.subjectKinds ? [t("kinds", { kinds: list(when.subjectKinds.map((kind) => t(kind))) })] : []),
    ...(when.sources ? [t("sources", { sources: list(when.sources.map((name) => source(name))) })] : []),
    ...(when.minSeverity === undefined ? [] : [t("severity", { level: common(`severity.${when.minSeverity}`) })]),
    ...(when.minGrade === undefined ? [] : [t("grade", { level: when.minGrade })]),
  ];
  return (
    <Section title={t("title")} aside={t("about")}>
      <PlainTable
        caption={t("caption")}
        heads={[
          { key: "number", label: t("number"), className: "w-16" },
          { key: "when", label: t("when") },
          { key: "queue", label: t("queue") },
        ]}
        lines={[
          ...policy.routing.rules.map((rule, at) => ({
            key: String(at),
            name: at + 1,
            cells: [list(conditions(rule)), nameOf(rule.queue, queues)],
          })),
          {
            key: "default",
            name: policy.routing.rules.length + 1,
            cells: [t("default"), nameOf(policy.routing.default, queues)],
          },
        ]}
      />
    </Section>
  );
}
