"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useFormatter, useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { type RouterOutputs, useTRPC } from "@/components/trpc/provider";
import { Name, useName } from "@/components/ui/name";
import { Panes } from "@/components/ui/page";
import { StatusWord } from "@/components/ui/status-word";
import { showToast } from "@/components/ui/toast";
import { isOpenState } from "@/server/appeals/contract-words";
import { caseNumber } from "@/server/cases/contract-words";
import { stateGlyphs } from "./appeals-list";
import { Compared } from "./compared";
import { Due } from "./due";
import { ReportedClauses } from "./reported-clauses";
import { ReviewRail } from "./review-rail";

export type AppealView = RouterOutputs["appeals"]["get"];

type Props = {
  appealId: string;
  asOf: Date;
  /** The evidence of a case, which another room shows. */
  evidence: (caseId: string) => ReactNode;
};

/** One appeal: the evidence first and the decision covered; side by side once the officer has noted her own view. */
export function AppealScreen({ appealId, asOf, evidence }: Props) {
  const t = useTranslations("appeals");
  const words = useTranslations("enforcement");
  const format = useFormatter();
  const nameOf = useName();
  const trpc = useTRPC();
  const router = useRouter();
  const cache = useQueryClient();
  const [hasActed, setActed] = useState(false);
  const { data: shown } = useQuery(trpc.appeals.get.queryOptions({ appealId }));
  if (!shown) return null;
  const onDone = (text?: string) => {
    if (text) showToast({ text });
    setActed(true);
    void cache.invalidateQueries({ queryKey: trpc.appeals.pathKey() });
    router.refresh();
  };
  const isOpen = isOpenState(shown.state);
  return (
    <Panes
      rail={
        <ReviewRail
          key={`${shown.version} ${shown.view === null}`}
          shown={shown}
          onDone={onDone}
          takesFocus={hasActed}
        />
      }
      railLabel={t("rail")}
    >
      <article>
        <header className="px-5 py-3.5">
          <div className="flex flex-wrap items-center gap-3 text-xs">
            <Link className="link" href="/appeals">
              {t("back")}
            </Link>
            <Link className="link font-mono" href={`/cases/${caseNumber(shown.caseNumber)}`}>
              {caseNumber(shown.caseNumber)}
            </Link>
            <StatusWord glyph={stateGlyphs[shown.state]}>{t(`state.${shown.state}`)}</StatusWord>
            <span className="text-ink-3">{t("round", { round: shown.round })}</span>
            <span className="text-ink-3">{t("filedAt", { time: format.dateTime(shown.filedAt, "short") })}</span>
            {isOpen && (
              <span className="text-ink-2">
                {t(shown.answerBy ? "answerBy" : "due")} <Due at={shown.answerBy ?? shown.dueAt} now={asOf} />
              </span>
            )}
          </div>
          <h1 className="my-1 text-xl">
            {t(`kind.${shown.kind}`)}
            {": "}
            <Name of={shown.subject.name} />
          </h1>
          <p className="flex flex-wrap gap-3 text-ink-2">
            <span className="font-mono">{shown.subject.code}</span>
            <span>{words(`kind.${shown.subject.kind}`)}</span>
            {shown.kind === "appeal" && shown.person.code !== shown.subject.code && (
              <span>{t("by", { name: nameOf(shown.person.name) })}</span>
            )}
            <span>{t("policy", { label: shown.policyLabel })}</span>
          </p>
        </header>
        <ReportedClauses caseId={shown.caseId} />
        {shown.opened && shown.view ? (
          <Compared shown={shown} opened={shown.opened} view={shown.view} />
        ) : (
          isOpen && (
            <section className="border-rule border-t px-5 py-3">
              <h2 className="text-s">{t("blind.title")}</h2>
              <p className="text-ink-2">
                {shown.reviewer?.isMine
                  ? t("blind.note")
                  : shown.reviewer
                    ? t("blind.other", { name: shown.reviewer.name })
                    : t("blind.take")}
              </p>
            </section>
          )
        )}
        {evidence(shown.caseId)}
      </article>
    </Panes>
  );
}
