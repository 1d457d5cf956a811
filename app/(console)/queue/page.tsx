import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import type { SearchParams } from "nuqs/server";
import { filterOf, loadQueueParams, orderOf, pageLimit } from "@/components/cases/queue-params";
import { QueueScreen } from "@/components/cases/queue-screen";
import { Prefetched, prefetch, trpc } from "@/components/trpc/server";
import { may } from "@/server/access/matrix";
import { requirePage } from "@/server/trpc/page";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("cases"))("title") };
}

export default async function QueuePage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const viewer = await requirePage("case.list");
  const params = await loadQueueParams(searchParams);
  const filter = filterOf(params);
  await prefetch(
    trpc.cases.queue.queryOptions({
      ...filter,
      ...orderOf(params),
      limit: pageLimit,
      cursor: params.after ?? undefined,
    }),
    trpc.cases.count.queryOptions(filter),
    trpc.cases.vocabulary.queryOptions(),
  );
  return (
    <Prefetched>
      <NuqsAdapter>
        <QueueScreen mayClaim={may(viewer.roles, "case.claim")} />
      </NuqsAdapter>
    </Prefetched>
  );
}
