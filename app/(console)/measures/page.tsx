import { LedgerList } from "@/components/enforcement/ledger-list";
import { LedgerInput, ledgerFilterIn } from "@/server/enforcement/contract";
import { caller } from "@/server/trpc/caller";
import { requirePage } from "@/server/trpc/page";

type Search = Record<string, string | undefined>;

export default async function MeasuresPage({ searchParams }: { searchParams: Promise<Search> }) {
  const { permissions } = await requirePage("measure.list");
  const search = await searchParams;
  const asked = LedgerInput.safeParse({ ...ledgerFilterIn(search), ...(search.after && { cursor: search.after }) });
  // A filter that does not exist is no filter.
  const page = await (await caller()).measures.list(asked.success ? asked.data : {});
  return (
    <LedgerList
      page={page}
      mayExport={asked.success && permissions.includes("measure.export")}
      mayCheck={permissions.includes("rectification.check")}
    />
  );
}
