import { Blacklist } from "@/components/enforcement/blacklist";
import { caller } from "@/server/trpc/caller";
import { requirePage } from "@/server/trpc/page";

type Search = Partial<Record<"due" | "after", string>>;

export default async function BlacklistPage({ searchParams }: { searchParams: Promise<Search> }) {
  const { permissions } = await requirePage("measure.list");
  const { due, after } = await searchParams;
  const page = await (await caller()).blacklist.list({ due: due === "1", cursor: after });
  return <Blacklist page={page} due={due === "1"} mayImport={permissions.includes("blacklist.import")} />;
}
