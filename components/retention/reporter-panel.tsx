import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import type { RouterOutputs } from "@/components/trpc/provider";
import { Facts } from "@/components/ui/facts";
import { Time } from "@/components/ui/time";
import { SubjectStanding } from "./subject-standing";

/** One report and how its reporter's data stand. Who she is, nobody is told here. */
export function ReporterPanel({ reporter }: { reporter: RouterOutputs["retention"]["reporter"] }) {
  const t = useTranslations("retention.page");
  const words = useTranslations("cases");
  const format = useFormatter();
  return (
    <section aria-labelledby="report" className="border-rule border-t py-3">
      <h2 id="report" className="mb-1 text-s">
        {t("report.title", { case: reporter.case })}
      </h2>
      <Facts
        labelWidth="120px"
        className="mb-3"
        facts={[
          {
            key: "case",
            label: t("report.case"),
            value: (
              <Link className="link" href={`/cases/${reporter.case}`} prefetch={false}>
                {reporter.case}
              </Link>
            ),
          },
          { key: "arrived", label: t("report.arrived"), value: <Time at={reporter.receivedAt} form="short" /> },
          { key: "source", label: t("report.source"), value: words(`source.${reporter.source as "in_app"}`) },
          { key: "same", label: t("report.same"), value: format.number(reporter.reports) },
        ]}
      />
      <SubjectStanding
        name={t("reporterName", { case: reporter.case })}
        standing={reporter.standing}
        className="border-t pb-0"
      />
    </section>
  );
}
