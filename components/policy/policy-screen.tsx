import { useTranslations } from "next-intl";
import type { RouterOutputs } from "@/components/trpc/provider";
import { ButtonLink } from "@/components/ui/button";
import { Facts, Hash } from "@/components/ui/facts";
import { PageTitle, Panes, Section } from "@/components/ui/page";
import { Time } from "@/components/ui/time";
import { GradingMatrix } from "./grading";
import { LadderTables } from "./ladder";
import { CreditAndCaps, DueTimes, Thresholds } from "./limits";
import { Routing } from "./routing";
import { Taxonomy } from "./taxonomy";
import { VersionList } from "./version-list";
import { useBoth } from "./words";

type Policy = RouterOutputs["policy"]["get"];

function Changes({ changes }: { changes: NonNullable<Policy["changes"]> }) {
  const t = useTranslations("policy.changes");
  const common = useTranslations("common");
  const both = useBoth();
  const clauses = (rows: NonNullable<Policy["changes"]>["added"]) =>
    rows.map((row) => `${row.clause} ${both(row.names)}`).join(common("listComma"));
  const facts = [
    { label: t("added"), value: clauses(changes.added) },
    { label: t("removed"), value: clauses(changes.removed) },
    { label: t("changed"), value: clauses(changes.changed) },
    {
      label: t("sections"),
      value: changes.sections.map((section) => t(`section.${section}`)).join(common("listComma")),
    },
  ].filter(({ value }) => value !== "");
  return (
    <Section title={t("title", { number: changes.since })}>
      {facts.length > 0 ? <Facts facts={facts} /> : <p className="text-ink-2">{t("none")}</p>}
    </Section>
  );
}

/** One version of the rules with everything in it, beside the list of versions. */
export function PolicyScreen({
  policy,
  versions,
  newest,
}: {
  policy: Policy;
  versions: RouterOutputs["policy"]["list"];
  newest: number;
}) {
  const t = useTranslations("policy");
  return (
    <Panes listLabel={t("versions")} list={<VersionList page={versions} chosen={policy.number} newest={newest} />}>
      <div className="px-5">
        <PageTitle
          title={`${t("title")} ${policy.label}`}
          aside={
            <>
              <span>{t("version", { number: policy.number })}</span>
              <Time at={policy.effectiveFrom} />
              <span>
                {t("hash")} <Hash value={policy.sha256} />
              </span>
            </>
          }
          tools={
            policy.number === newest && (
              <ButtonLink href="/rules" look="quiet">
                {t("publicPage")}
              </ButtonLink>
            )
          }
        />
      </div>
      {policy.changes && <Changes changes={policy.changes} />}
      <Taxonomy branches={policy.branches} />
      <LadderTables ladder={policy.ladder} />
      <DueTimes sla={policy.sla} />
      <Thresholds thresholds={policy.thresholds} />
      <CreditAndCaps credit={policy.credit} caps={policy.caps} />
      <GradingMatrix grading={policy.grading} />
      <Routing policy={policy} />
    </Panes>
  );
}
