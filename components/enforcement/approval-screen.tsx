"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { sentenceOf, useTRPC } from "@/components/trpc/provider";
import { Panes } from "@/components/ui/page";
import { PaneNav } from "@/components/ui/pane-nav";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { ApprovalCase } from "./approval-case";
import { ApprovalList } from "./approval-list";
import { inListOrder } from "./approval-order";
import { ApprovalRail } from "./approval-rail";

type Props = {
  /** The proposal that is open; null: there is none. */
  open: string | null;
  asOf: Date;
  /** The evidence of a case, which another room shows. */
  evidence: (caseId: string) => ReactNode;
};

/** The second person's page: what waits, the proposal, and the rail on which it is approved or returned. */
export function ApprovalScreen({ open, asOf, evidence }: Props) {
  const t = useTranslations("enforcement.approvals");
  const locale = useLocale();
  const trpc = useTRPC();
  const router = useRouter();
  const cache = useQueryClient();
  const list = useQuery(trpc.approvals.list.queryOptions(undefined, { refetchInterval: 15_000 }));
  const rows = list.data?.rows ?? [];
  const query = useQuery(trpc.approvals.get.queryOptions({ decisionId: open ?? "" }, { enabled: open !== null }));
  const shown = open !== null && query.data?.id === open ? query.data : null;
  const ordered = inListOrder(rows);
  const done = () => {
    const next = rows.find(({ id, bar }) => id !== open && !bar);
    void cache.invalidateQueries({ queryKey: trpc.approvals.pathKey() });
    router.push(next ? `/approvals/${next.id}` : "/approvals");
    router.refresh();
  };
  return (
    <Panes
      listLabel={t("title")}
      list={<ApprovalList rows={rows} open={open} asOf={asOf} />}
      rail={shown ? <ApprovalRail key={shown.id} shown={shown} onDone={done} /> : undefined}
      railLabel={t("rail")}
    >
      {shown && (
        <PaneNav
          level="h1"
          title={t("title")}
          href="/approvals"
          hrefs={ordered.map(({ id }) => `/approvals/${id}`)}
          at={ordered.findIndex(({ id }) => id === open)}
        />
      )}
      {query.error && open !== null && (
        <ErrorState title={t("failed")} className="m-4">
          {sentenceOf(query.error, locale)}
        </ErrorState>
      )}
      {shown && <ApprovalCase shown={shown} evidence={evidence(shown.caseId)} />}
      {open === null && (
        <EmptyState
          className="m-6"
          action={
            <Link className="link" href="/measures">
              {t("emptyAction")}
            </Link>
          }
        >
          {t("empty")}
        </EmptyState>
      )}
    </Panes>
  );
}
