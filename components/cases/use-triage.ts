"use client";

import { type InfiniteData, useQuery, useQueryClient } from "@tanstack/react-query";
import { usePathname, useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useCallback, useEffect, useRef, useState } from "react";
import { type RouterOutputs, useTRPC, useTRPCClient } from "@/components/trpc/provider";
import { announce } from "@/components/ui/live-region";
import { showToast } from "@/components/ui/toast";
import { caseNumber } from "@/server/cases/contract-words";
import { numberIn } from "./queue-params";

type Page = RouterOutputs["cases"]["queue"];

const addressOf = (number: number) => `/cases/${caseNumber(number)}${window.location.search}`;

/**
 * Where the person is and where she goes next. Moving between cases changes the address without asking the server for
 * a page: the next case has been peeked at and is painted at once, while `claimNext` says whether it is hers.
 */
export function useTriage(mayClaim: boolean, queue: string | undefined) {
  const t = useTranslations("cases");
  const trpc = useTRPC();
  const client = useTRPCClient();
  const cache = useQueryClient();
  const router = useRouter();
  const path = numberIn(usePathname());
  // The router follows the address a moment later; the screen does not wait for it.
  const [ahead, setAhead] = useState<number | null>(null);
  if (ahead !== null && ahead === path) setAhead(null);
  const number = ahead ?? path;
  // Leases that claim-next handed out, by case: the case must not be claimed a second time on arrival.
  const [given, setGiven] = useState<Readonly<Record<string, string>>>({});
  const [isAdvancing, setAdvancing] = useState(false);
  const busy = useRef(false);

  const peeked = useQuery(
    trpc.cases.peek.queryOptions({ queue }, { enabled: mayClaim, staleTime: 20_000, refetchInterval: 30_000 }),
  );
  const next = peeked.data && peeked.data.number !== number ? peeked.data : null;

  const prefetch = useCallback(
    (which: { caseId: string; number: number }) => {
      void cache.prefetchQuery(trpc.cases.get.queryOptions({ number: which.number }));
      void cache.prefetchQuery(trpc.cases.reports.queryOptions({ caseId: which.caseId }));
    },
    [cache, trpc],
  );
  useEffect(() => {
    if (next) prefetch(next);
  }, [next, prefetch]);

  const go = useCallback((to: number, replace = false) => {
    setAhead(to);
    window.history[replace ? "replaceState" : "pushState"](null, "", addressOf(to));
  }, []);
  const toQueue = useCallback(() => router.push(`/queue${window.location.search}`), [router]);

  /** Takes a case out of every list in sight: it has left the queue. */
  const drop = useCallback(
    (caseId: string) => {
      cache.setQueriesData<InfiniteData<Page>>({ queryKey: trpc.cases.queue.infiniteQueryKey() }, (data) =>
        data && "pages" in data
          ? {
              ...data,
              pages: data.pages.map((page) => ({ ...page, rows: page.rows.filter((row) => row.id !== caseId) })),
            }
          : data,
      );
    },
    [cache, trpc],
  );

  const refresh = useCallback(() => {
    void cache.invalidateQueries({ queryKey: trpc.cases.queue.pathKey() });
    void cache.invalidateQueries({ queryKey: trpc.cases.count.pathKey() });
    void cache.invalidateQueries({ queryKey: trpc.cases.peek.pathKey() });
  }, [cache, trpc]);

  /**
   * Claims the next case and goes there; the one that was peeked at is shown meanwhile.
   *
   * @param saved what was just done, to be heard with what comes next.
   */
  const advance = useCallback(
    async (saved?: string) => {
      if (busy.current) return;
      busy.current = true;
      setAdvancing(true);
      const shown = next;
      const from = number;
      if (shown) go(shown.number);
      try {
        const lease = await client.cases.claimNext.mutate({ queue });
        if (lease) {
          setGiven((all) => ({ ...all, [lease.caseId]: lease.token }));
          prefetch(lease);
          void cache.invalidateQueries({ queryKey: trpc.cases.get.queryKey({ number: lease.number }) });
          if (lease.number !== shown?.number) go(lease.number, shown !== null);
          const name = caseNumber(lease.number);
          if (saved) announce(t("announce.savedNext", { saved, next: name }));
        } else {
          if (saved) {
            announce(t("announce.savedEmpty", { saved }));
            toQueue();
          } else {
            showToast({ text: t("announce.noNext") });
            if (shown && from !== null) go(from, true);
          }
        }
      } catch {
        showToast({ text: t("lease.offline") });
        if (shown && from !== null) go(from, true);
      } finally {
        busy.current = false;
        setAdvancing(false);
        refresh();
      }
    },
    [next, number, queue, client, cache, trpc, go, toQueue, prefetch, refresh, t],
  );

  return { number, next, given, isAdvancing, go, toQueue, drop, refresh, advance };
}
