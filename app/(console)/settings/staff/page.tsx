import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { StaffScreen } from "@/components/staff/staff-screen";
import { Prefetched, prefetch, trpc } from "@/components/trpc/server";
import { requirePage } from "@/server/trpc/page";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("staff"))("title") };
}

export default async function StaffPage({ searchParams }: { searchParams: Promise<{ after?: string }> }) {
  await requirePage("staff.list");
  await prefetch(trpc.staff.list.queryOptions({ cursor: (await searchParams).after ?? null }));
  return (
    <Prefetched>
      <StaffScreen />
    </Prefetched>
  );
}
