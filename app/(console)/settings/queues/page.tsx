import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ServingScreen } from "@/components/cases/serving-screen";
import { Prefetched, prefetch, trpc } from "@/components/trpc/server";
import { requirePage } from "@/server/trpc/page";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("cases.serving"))("title") };
}

export default async function QueuesPage({ searchParams }: { searchParams: Promise<{ after?: string }> }) {
  const viewer = await requirePage("case.reassign");
  await prefetch(trpc.cases.serving.queryOptions({ cursor: (await searchParams).after ?? null }));
  return (
    <Prefetched>
      <ServingScreen viewerId={viewer.id} />
    </Prefetched>
  );
}
