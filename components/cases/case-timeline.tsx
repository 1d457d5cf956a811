"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "next-intl";
import { type RouterOutputs, useTRPC } from "@/components/trpc/provider";
import { Button } from "@/components/ui/button";
import { classNames } from "@/components/ui/class-names";
import { Time } from "@/components/ui/time";
import { caseNumber } from "@/server/cases/contract-words";

type Entry = RouterOutputs["cases"]["timeline"]["rows"][number];

const text = (value: unknown) => (typeof value === "string" || typeof value === "number" ? String(value) : "");

/** What an entry of the log says, in a sentence; the bare verb where no sentence was written for it. */
function useSentence() {
  const t = useTranslations("cases");
  const format = useFormatter();
  const time = (value: unknown) => (typeof value === "string" ? format.dateTime(new Date(value), "short") : "");
  return ({ action, pub }: Entry): string => {
    switch (action) {
      case "covered":
        return t("timeline.covered");
      case "report.received": {
        const key = pub.opened === true ? "opened" : pub.duplicate === true ? "repeated" : "received";
        return t(`timeline.report.${key}`, { source: t(`source.${text(pub.source) as "in_app"}`) });
      }
      case "report.withdrawn":
        return t("timeline.report.withdrawn", { left: Number(pub.left) });
      case "case.merged":
      case "case.extended": {
        const reports = Number(pub.reports);
        const number = caseNumber(Number(action === "case.merged" ? pub.into : pub.from));
        return t(`timeline.${action}`, { number, reports });
      }
      case "case.escalated":
        return t("timeline.case.escalated", { reason: t(`escalate.reason.${text(pub.reason) as "unsure"}`) });
      case "case.snoozed":
        return t("timeline.case.snoozed", { time: time(pub.until) });
      case "case.breached":
        return t("timeline.case.breached", { time: time(pub.dueAt) });
      case "measure.entered":
        return t(pub.provisional === true ? "timeline.measure.provisional" : "timeline.measure.entered", {
          measure: t(`measureKey.${text(pub.measure) as "warn"}`),
        });
      case "account.credit_changed":
        return t("timeline.account.credit_changed", { from: text(pub.from), to: text(pub.to) });
      case "disclosure.evidence_viewed":
        return t("timeline.disclosure.evidence_viewed", { items: Number(pub.items) });
    }
    if (pub.provisional === true && (action === "measure.replaced" || action === "measure.lifted"))
      return t("timeline.measure.provisionalEnded");
    if (/^(referral|disclosure\.referral)/.test(action)) {
      const key = `timeline.${action}` as "timeline.referral.drafted";
      return t.has(key) ? t(key, { number: text(pub.number) }) : t("timeline.other", { action });
    }
    const key = `timeline.${action}` as "timeline.case.woken";
    return t.has(key) ? t(key) : t("timeline.other", { action });
  };
}

/** The log of a case, newest first, each entry with its place in the log. */
export function CaseTimeline({ caseId }: { caseId: string }) {
  const t = useTranslations("cases.timeline");
  const trpc = useTRPC();
  const sentence = useSentence();
  const query = useInfiniteQuery(
    trpc.cases.timeline.infiniteQueryOptions(
      { caseId, limit: 50 },
      { getNextPageParam: (page) => page.next ?? undefined },
    ),
  );
  const rows = query.data?.pages.flatMap((page) => page.rows) ?? [];
  if (query.isSuccess && rows.length === 0) return <p className="text-ink-3">{t("empty")}</p>;
  return (
    <>
      <ol>
        {rows.map((entry, at) => (
          <li key={entry.id} className="grid grid-cols-[84px_12px_minmax(0,1fr)_auto] gap-x-2.5 leading-[26px]">
            <Time at={entry.occurredAt} form="short" className="text-ink-3 text-xs leading-[26px]" />
            <span aria-hidden="true" className="relative">
              <span
                className={classNames(
                  "absolute top-2.5 left-[3px] z-1 size-[7px] rounded-full border-[1.5px]",
                  at === 0 ? "border-ink bg-ink" : "border-edge bg-sheet",
                )}
              />
              {at < rows.length - 1 && <span className="absolute top-4 -bottom-2.5 left-1.5 w-px bg-rule-2" />}
            </span>
            <span className="min-w-0 break-words">
              <span className="text-ink-2">{entry.actor.name ?? t(`actor.${entry.actor.kind as "system"}`)}</span>{" "}
              {sentence(entry)}
            </span>
            <span className="font-mono text-ink-3 text-xs leading-[26px]">
              {entry.leaf !== null && (
                <>
                  <span className="sr-only">{t("leaf", { index: entry.leaf })}</span>
                  <span aria-hidden="true">#{entry.leaf}</span>
                </>
              )}
            </span>
          </li>
        ))}
      </ol>
      {query.hasNextPage && (
        <Button look="quiet" className="mt-1" onClick={() => query.fetchNextPage()} disabled={query.isFetchingNextPage}>
          {t("more")}
        </Button>
      )}
    </>
  );
}
