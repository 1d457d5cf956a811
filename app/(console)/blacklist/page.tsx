import { Blacklist } from "@/components/enforcement/blacklist";
import { caller, pageContext } from "@/server/trpc/caller";
import { requirePage } from "@/server/trpc/page";

export default async function BlacklistPage({ searchParams }: { searchParams: Promise<{ after?: string }> }) {
  await requirePage("measure.list");
  const { after } = await searchParams;
  const page = await (await caller()).measures.list({ key: "blacklist", state: "in_force", cursor: after });
  return <Blacklist page={page} asOf={(await pageContext()).now} />;
}
