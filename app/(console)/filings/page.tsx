import { FilingList } from "@/components/filings/filing-list";
import { may } from "@/server/access/matrix";
import { caller } from "@/server/trpc/caller";
import { requirePage } from "@/server/trpc/page";

export default async function FilingsPage({ searchParams }: { searchParams: Promise<{ after?: string }> }) {
  const viewer = await requirePage("filing.list");
  const page = await (await caller()).filings.list({ cursor: (await searchParams).after ?? null });
  return <FilingList page={page} mayPrepare={may(viewer.roles, "filing.prepare")} />;
}
