import { useFormatter, useTranslations } from "next-intl";
import type { RouterOutputs } from "@/components/trpc/provider";
import { Facts } from "@/components/ui/facts";
import { Section } from "@/components/ui/page";
import { type Severity, SeverityMark } from "@/components/ui/severity";
import { creditLevels } from "@/server/policy/contract";
import { PlainTable } from "./plain-table";

type Policy = RouterOutputs["policy"]["get"];

function useSpan() {
  const t = useTranslations("policy.sla");
  return (minutes: number) =>
    minutes % 1_440 === 0
      ? t("days", { count: minutes / 1_440 })
      : minutes % 60 === 0
        ? t("hours", { count: minutes / 60 })
        : t("minutes", { count: minutes });
}

/** Minutes from receipt to decision, by severity and source. */
export function DueTimes({ sla }: { sla: Policy["sla"] }) {
  const t = useTranslations("policy.sla");
  const source = useTranslations("policy.source");
  const span = useSpan();
  return (
    <Section title={t("title")} aside={t("about")}>
      <PlainTable
        caption={t("caption")}
        heads={[
          { key: "severity", label: t("severity"), className: "w-40" },
          { key: "due", label: t("due") },
        ]}
        lines={sla.minutesBySeverity
          .map((minutes, severity) => ({
            key: String(severity),
            name: <SeverityMark level={severity as Severity} />,
            cells: [span(minutes)],
          }))
          .reverse()}
      />
      {Object.entries(sla.maximumMinutesBySource).map(([name, minutes]) => (
        <p key={name} className="pt-1.5 text-ink-2 text-xs">
          {t("source", { source: source(name as "staff"), span: span(minutes) })}
        </p>
      ))}
    </Section>
  );
}

/** From where on a measure needs a second person, and the other limits in time. */
export function Thresholds({ thresholds }: { thresholds: Policy["thresholds"] }) {
  const t = useTranslations("policy.thresholds");
  const longer = (days: number) => t("longerThan", { days });
  return (
    <Section title={t("title")} aside={t("about")}>
      <Facts
        labelWidth="120px"
        facts={[
          { label: t("closing"), value: t("always") },
          { label: t("posting"), value: longer(thresholds.suspendPostingDays) },
          { label: t("management"), value: longer(thresholds.suspendManagementDays) },
          { label: t("credit"), value: t("levels", { count: thresholds.creditLevels }) },
          { label: t("founding"), value: t("indefinite") },
          { label: t("provisional"), value: t("hoursAtMost", { count: thresholds.provisionalSuspensionHours }) },
          { label: t("proposal"), value: t("afterHours", { count: thresholds.proposalHours }) },
          { label: t("undo"), value: t("seconds", { count: thresholds.undoSeconds }) },
          { label: t("appeal"), value: t("months", { count: thresholds.appealMonths }) },
        ]}
      />
    </Section>
  );
}

/** What each level of credit grants: in the console and on the public page. */
export function CreditTable({ credit }: { credit: Policy["credit"] }) {
  const t = useTranslations("policy.credit");
  const format = useFormatter();
  return (
    <PlainTable
      caption={t("caption")}
      heads={[
        { key: "level", label: t("level"), className: "w-16" },
        { key: "founds", label: t("founds"), align: "end" },
        { key: "joins", label: t("joins"), align: "end" },
        { key: "largest", label: t("largest"), align: "end" },
      ]}
      lines={creditLevels.map((level) => {
        const { founds, joins, largestGroup } = credit.services[level];
        return { key: level, name: level, cells: [founds, joins, largestGroup].map((count) => format.number(count)) };
      })}
    />
  );
}

export function CreditAndCaps({ credit, caps }: Pick<Policy, "credit" | "caps">) {
  const t = useTranslations("policy.credit");
  const format = useFormatter();
  const most = (count: number) => t("atMost", { count: format.number(count) });
  return (
    <Section title={t("title")} aside={t("about", { level: credit.initial })}>
      <CreditTable credit={credit} />
      <Facts
        className="pt-3"
        labelWidth="120px"
        facts={[
          { label: t("members"), value: most(caps.groupMembers) },
          { label: t("managers"), value: most(caps.managersPerGroup) },
          { label: t("page"), value: t("from", { count: format.number(caps.informationPageMembers) }) },
        ]}
      />
    </Section>
  );
}
