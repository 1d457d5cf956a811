import { notFound } from "next/navigation";
import { AppealRowsScreen } from "@/components/insights/appeal-rows-screen";
import { AppealRows } from "@/server/insights/contract-appeals";
import { caller } from "@/server/trpc/caller";
import { requirePage } from "@/server/trpc/page";

type Query = Promise<Record<string, string | string[] | undefined>>;

export default async function AppealRowsPage({ searchParams }: { searchParams: Query }) {
  await requirePage("insight.read");
  const { after, ...query } = await searchParams;
  const asked = AppealRows.safeParse({ ...query, cursor: after });
  if (!asked.success) notFound();
  const page = await (await caller()).insights.appealRows(asked.data).catch(() => notFound());
  return <AppealRowsScreen page={page} asked={asked.data} />;
}
