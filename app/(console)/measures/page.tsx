import { LedgerList } from "@/components/enforcement/ledger-list";
import { LedgerInput } from "@/server/enforcement/contract";
import { caller } from "@/server/trpc/caller";
import { requirePage } from "@/server/trpc/page";

type Search = Partial<Record<"key" | "state" | "kind" | "delivery" | "code" | "after", string>>;

export default async function MeasuresPage({ searchParams }: { searchParams: Promise<Search> }) {
  await requirePage("measure.list");
  const { key, state, kind, delivery, code, after } = await searchParams;
  const given = { key, state, subjectKind: kind, delivery, code, cursor: after };
  const asked = LedgerInput.safeParse(Object.fromEntries(Object.entries(given).filter(([, value]) => value)));
  // A filter that does not exist is no filter.
  const page = await (await caller()).measures.list(asked.success ? asked.data : {});
  return <LedgerList page={page} />;
}
