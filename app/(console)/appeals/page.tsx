import { AppealsList } from "@/components/appeals/appeals-list";
import { AppealsInput } from "@/server/appeals/contract";
import { caller, pageContext } from "@/server/trpc/caller";
import { requirePage } from "@/server/trpc/page";

type Search = Partial<Record<"state" | "kind" | "mine" | "after", string>>;

export default async function AppealsPage({ searchParams }: { searchParams: Promise<Search> }) {
  await requirePage("appeal.list");
  const { state, kind, mine, after } = await searchParams;
  const given = { state, kind, mine: mine === "1" || undefined, cursor: after };
  const asked = AppealsInput.safeParse(Object.fromEntries(Object.entries(given).filter(([, value]) => value)));
  // A filter that does not exist is no filter.
  const page = await (await caller()).appeals.list(asked.success ? asked.data : {});
  return <AppealsList page={page} asOf={(await pageContext()).now} />;
}
