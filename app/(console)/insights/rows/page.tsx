import { notFound } from "next/navigation";
import { RowsScreen } from "@/components/insights/rows-screen";
import { Rows } from "@/server/insights/contract";
import { caller } from "@/server/trpc/caller";
import { requirePage } from "@/server/trpc/page";

type Query = Promise<Record<string, string | string[] | undefined>>;

export default async function InsightRowsPage({ searchParams }: { searchParams: Query }) {
  await requirePage("insight.read");
  const { after, ...query } = await searchParams;
  const asked = Rows.safeParse({ ...query, cursor: after });
  if (!asked.success) notFound();
  const page = await (await caller()).insights.rows(asked.data).catch(() => notFound());
  return <RowsScreen page={page} asked={asked.data} />;
}
