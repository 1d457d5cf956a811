import type { Metadata } from "next";
import { notFound } from "next/navigation";
import type { SearchParams } from "nuqs/server";
import { filterOf, loadQueueParams, numberIn, orderOf, pageLimit } from "@/components/cases/queue-params";
import { Prefetched, prefetch, trpc } from "@/components/trpc/server";
import { may } from "@/server/access/matrix";
import { requirePage } from "@/server/trpc/page";
import { Triage } from "../triage";

type CasePageProps = { params: Promise<{ number: string }>; searchParams: Promise<SearchParams> };

export async function generateMetadata({ params }: CasePageProps): Promise<Metadata> {
  return { title: (await params).number };
}

export default async function CasePage({ params, searchParams }: CasePageProps) {
  const viewer = await requirePage("case.read");
  const number = numberIn(`/cases/${(await params).number}`);
  if (number === null) notFound();
  const queue = await loadQueueParams(searchParams);
  const filter = filterOf(queue);
  await prefetch(
    trpc.cases.get.queryOptions({ number }),
    trpc.cases.queue.infiniteQueryOptions(
      { ...filter, ...orderOf(queue), limit: pageLimit },
      { getNextPageParam: (page) => page.next ?? undefined },
    ),
    trpc.cases.count.queryOptions(filter),
    trpc.cases.vocabulary.queryOptions(),
  );
  return (
    <Prefetched>
      <Triage mayClaim={may(viewer.roles, "case.claim")} mayRefer={may(viewer.roles, "referral.prepare")} />
    </Prefetched>
  );
}
