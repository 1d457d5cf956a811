import { notFound } from "next/navigation";
import { AppealsScreen } from "@/components/insights/appeals-screen";
import { AppealBoard } from "@/server/insights/contract-appeals";
import { caller } from "@/server/trpc/caller";
import { requirePage } from "@/server/trpc/page";

type Query = Promise<Record<string, string | string[] | undefined>>;

export default async function AppealFiguresPage({ searchParams }: { searchParams: Query }) {
  await requirePage("insight.read");
  const asked = AppealBoard.safeParse(await searchParams);
  if (!asked.success) notFound();
  const board = await (await caller()).insights.appeals(asked.data).catch(() => notFound());
  return <AppealsScreen board={board} />;
}
