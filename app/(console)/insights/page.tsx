import { notFound } from "next/navigation";
import { BoardScreen } from "@/components/insights/board-screen";
import { Board } from "@/server/insights/contract";
import { caller } from "@/server/trpc/caller";
import { requirePage } from "@/server/trpc/page";

type Query = Promise<Record<string, string | string[] | undefined>>;

export default async function InsightsPage({ searchParams }: { searchParams: Query }) {
  await requirePage("insight.read");
  const asked = Board.safeParse(await searchParams);
  if (!asked.success) notFound();
  const board = await (await caller()).insights.board(asked.data).catch(() => notFound());
  return <BoardScreen board={board} queue={asked.data.queue} />;
}
