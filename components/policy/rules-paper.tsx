import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { RouterOutputs } from "@/components/trpc/provider";
import type { BothLanguages } from "@/server/policy/contract";
import { CreditTable } from "./limits";
import { useBoth } from "./words";

type PublicRules = Pick<
  RouterOutputs["policy"]["get"],
  "number" | "label" | "sha256" | "effectiveFrom" | "branches" | "credit"
> & {
  readonly measures: Readonly<Record<"group" | "account", readonly BothLanguages[]>>;
  readonly appealMonths: number;
};

function Chapter({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section aria-labelledby={id} className="pt-8">
      <h2 id={id} className="pb-2 font-bold text-xl">
        {title}
      </h2>
      {children}
    </section>
  );
}

/** The rules as members read them: a document, so in serif. */
export function RulesPaper({ rules }: { rules: PublicRules | null }) {
  const t = useTranslations("policy.rules");
  const format = useFormatter();
  const both = useBoth();
  if (!rules)
    return (
      <article className="mx-auto w-full max-w-[720px] px-6 py-16 font-serif text-m">
        <h1 className="text-xl">{t("title")}</h1>
        <p className="pt-4">{t("none")}</p>
      </article>
    );
  const measures = (of: PublicRules["measures"]["group"]) => (
    <ul className="list-inside list-disc">
      {of.map((measure) => (
        <li key={measure.en}>{both(measure)}</li>
      ))}
    </ul>
  );
  return (
    <article className="mx-auto w-full max-w-[760px] bg-sheet px-6 py-12 font-serif text-m leading-[26px] tablet:my-10 tablet:border tablet:border-rule-2 tablet:px-14">
      <header className="border-rule-2 border-b pb-5 text-center">
        <h1 className="text-[26px] leading-9">{t("title")}</h1>
        <p className="pt-2 text-ink-2">
          {t("meta", { label: rules.label, time: format.dateTime(rules.effectiveFrom, "day") })}
        </p>
      </header>
      <Chapter id="conduct" title={t("conduct")}>
        {rules.branches.map((branch) => (
          <section key={branch.key} aria-labelledby={`rule-${branch.key}`} className="pt-4">
            <h3 id={`rule-${branch.key}`} className="font-bold text-l">
              {branch.clause} {both(branch.names)}
            </h3>
            <p>{both(branch.rule)}</p>
            <ol className="pt-1">
              {branch.leaves.map((leaf) => (
                <li key={leaf.key} id={leaf.clause} className="grid grid-cols-[64px_minmax(0,1fr)] gap-x-2 py-1">
                  <span className="tabular-nums">{leaf.clause}</span>
                  <div>
                    {both(leaf.rule)}
                    {leaf.citations.length > 0 && (
                      <p className="text-ink-3 text-s leading-5">
                        {t("law", { text: leaf.citations.map(both).join(t("lawSeparator")) })}
                      </p>
                    )}
                  </div>
                </li>
              ))}
            </ol>
          </section>
        ))}
      </Chapter>
      <Chapter id="measures" title={t("measures")}>
        <p>{t("measuresAbout")}</p>
        <div className="grid gap-4 pt-2 tablet:grid-cols-2">
          <div>
            <h3 className="font-bold">{t("onGroups")}</h3>
            {measures(rules.measures.group)}
          </div>
          <div>
            <h3 className="font-bold">{t("onAccounts")}</h3>
            {measures(rules.measures.account)}
          </div>
        </div>
      </Chapter>
      <Chapter id="credit" title={t("credit")}>
        <p className="pb-2">{t("creditAbout", { level: rules.credit.initial })}</p>
        <CreditTable credit={rules.credit} />
      </Chapter>
      <Chapter id="appeal" title={t("appeal")}>
        <p>{t("appealAbout", { count: rules.appealMonths })}</p>
      </Chapter>
      <footer className="mt-10 border-rule-2 border-t pt-3 text-ink-3 text-s">
        {t("hash")} <span className="break-all font-mono text-xs">{rules.sha256}</span>
      </footer>
    </article>
  );
}
