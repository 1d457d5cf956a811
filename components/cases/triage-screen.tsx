"use client";

import { useQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { type ReactNode, useEffect, useRef } from "react";
import { useKeys } from "@/components/shell/use-keys";
import { refusalOf, sentenceOf, useTRPC } from "@/components/trpc/provider";
import { Button } from "@/components/ui/button";
import { announce } from "@/components/ui/live-region";
import { Panes, Rail } from "@/components/ui/page";
import { PaneNav } from "@/components/ui/pane-nav";
import { ErrorState } from "@/components/ui/states";
import { caseNumber } from "@/server/cases/contract-words";
import type { EvidenceState } from "./case-evidence";
import type { CaseView } from "./case-head";
import { CasePane } from "./case-pane";
import { QueueList, useQueueRows } from "./queue-list";
import { filterOf, queueParsers } from "./queue-params";
import { useEvidence } from "./use-evidence";
import { useLease } from "./use-lease";
import { useRefusalText } from "./use-refusal-text";
import { useTriage } from "./use-triage";

export type RailSlot = {
  readonly shown: CaseView;
  readonly token: string;
  readonly evidence: EvidenceState;
  /** The decision is saved: says so, and goes on to the next case. */
  readonly onCommitted: (saved?: string) => void;
};

type TriageScreenProps = {
  /** May this person claim and decide? */
  mayClaim: boolean;
  railLabel?: string;
  /** Of the room that decides. Undefined or null: the case is shown without it. */
  rail?: (slot: RailSlot) => ReactNode;
  /** Of other rooms: acts beside the case's own. */
  acts?: (caseId: string) => ReactNode;
};

/** The queue beside a case, the case, and the rail on which it is decided. */
export function TriageScreen({ mayClaim, rail, railLabel, acts }: TriageScreenProps) {
  const t = useTranslations("cases");
  const common = useTranslations("common");
  const locale = useLocale();
  const trpc = useTRPC();
  const [params] = useQueryStates(queueParsers);
  const queue = filterOf(params).queue;
  const triage = useTriage(mayClaim, queue);
  const { number } = triage;
  const pane = useRef<HTMLDivElement>(null);

  const query = useQuery(
    trpc.cases.get.queryOptions({ number: number ?? 0 }, { enabled: number !== null, refetchInterval: 30_000 }),
  );
  const shown = query.data?.number === number ? query.data : undefined;
  const given = (shown && triage.given[shown.id]) ?? null;
  const lease = useLease({
    caseId: shown?.id ?? null,
    isClaimable: mayClaim && !triage.isAdvancing && shown?.allowed.claim === null,
    given: triage.isAdvancing ? null : given,
  });
  const token = lease.state.kind === "held" ? lease.state.token : null;
  const isComing = triage.isAdvancing || lease.state.kind === "claiming";
  const evidence = useEvidence(shown?.id ?? null, token, isComing, shown?.allowed.evidence === null);

  const { rows } = useQueueRows();
  const at = rows.findIndex((row) => row.number === number);
  const step = (by: 1 | -1) => {
    const to = rows[at + by];
    if (to) triage.go(to.number);
  };
  const done = (saved: string) => {
    if (!shown) return;
    lease.end();
    triage.drop(shown.id);
    void triage.advance(saved);
  };
  // Escape first leaves the field that is being written in, then the case.
  const leave = () => {
    const isWriting = document.activeElement?.matches("input:not([type=radio], [type=checkbox]), textarea, select");
    if (isWriting) pane.current?.querySelector<HTMLElement>("[data-case]")?.focus({ preventScroll: true });
    else triage.toQueue();
  };
  useKeys([
    { keys: ["]"], does: t("act.next"), run: () => step(1), when: at >= 0 && at < rows.length - 1, bar: false },
    { keys: ["["], does: t("act.previous"), run: () => step(-1), when: at > 0, bar: false },
    { keys: ["C"], does: t("act.claimNext"), run: () => void triage.advance(), when: mayClaim && !triage.isAdvancing },
    { keys: ["Escape"], does: t("act.back"), run: leave, bar: false },
  ]);

  const { refresh } = triage;
  useEffect(() => {
    if (token !== null) refresh();
  }, [token, refresh]);

  // A new case is heard, scrolled to its top and given the focus, so that keys and readers begin there.
  const arrived = shown?.number;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each case, not for each refresh of it.
  useEffect(() => {
    if (!shown) return;
    document.title = `${caseNumber(shown.number)} · ${common("product")}`;
    const { severity, subject } = shown;
    announce(
      t("announce.opened", {
        number: caseNumber(shown.number),
        severity: common(`severity.${severity as 0}`),
        name: subject.name || subject.code,
      }),
    );
    pane.current?.parentElement?.scrollTo(0, 0);
    const inList = document.activeElement?.closest("[data-item]");
    if (!inList) pane.current?.querySelector<HTMLElement>("[data-case]")?.focus({ preventScroll: true });
  }, [arrived]);

  const savedText = (saved: CaseView) => t("saved.decided", { number: caseNumber(saved.number) });
  const slot =
    shown && token !== null && rail
      ? rail({ shown, token, evidence: evidence.state, onCommitted: (saved) => done(saved ?? savedText(shown)) })
      : null;
  return (
    <Panes
      listLabel={t("title")}
      list={<QueueList open={number} onOpen={(row) => triage.go(row.number)} />}
      rail={
        rail && mayClaim ? (slot ?? <RailRest title={railLabel ?? ""} shown={shown} isComing={isComing} />) : undefined
      }
      railLabel={railLabel}
    >
      <div ref={pane} className="min-h-full">
        <PaneNav
          level="p"
          title={t("title")}
          href="/queue"
          hrefs={rows.map((row) => `/cases/${caseNumber(row.number)}`)}
          at={at}
        />
        {query.isError && !shown && (
          <ErrorState
            className="m-4"
            title={sentenceOf(query.error, locale)}
            action={
              refusalOf(query.error)?.status === 404 ? (
                <Button onClick={triage.toQueue}>{t("act.back")}</Button>
              ) : (
                <Button onClick={() => query.refetch()}>{common("retry")}</Button>
              )
            }
          />
        )}
        {shown && (
          <CasePane
            shown={shown}
            mayAct={mayClaim}
            acts={acts?.(shown.id)}
            lease={lease.state}
            evidence={evidence.state}
            onOpenEvidence={evidence.open}
            onRetry={lease.retry}
            onDone={done}
          />
        )}
      </div>
    </Panes>
  );
}

/** The rail while there is nothing to decide: it keeps its place, and says why. */
function RailRest({ title, shown, isComing }: { title: string; shown: CaseView | undefined; isComing: boolean }) {
  const t = useTranslations("cases");
  const say = useRefusalText();
  if (!shown || isComing)
    return (
      <Rail title={title}>
        <span />
      </Rail>
    );
  const { claim } = shown.allowed;
  const text =
    shown.state === "merged"
      ? t("merge.rest")
      : shown.state === "decided"
        ? t("closed")
        : shown.state === "awaiting_approval"
          ? t("awaiting")
          : claim
            ? say(claim)
            : t("evidence.waiting");
  return (
    <Rail title={title}>
      <p className="p-4 text-ink-2">{text}</p>
    </Rail>
  );
}
