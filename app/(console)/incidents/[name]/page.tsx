import { IncidentScreen } from "@/components/incidents/incident-screen";
import { isRowState } from "@/components/incidents/words";
import { Prefetched, prefetch, trpc } from "@/components/trpc/server";
import { clausesInForce } from "@/server/incidents/public";
import { caller } from "@/server/trpc/caller";
import { orNotFound, requirePage } from "@/server/trpc/page";

type Props = {
  params: Promise<{ name: string }>;
  searchParams: Promise<Partial<Record<"result" | "after", string>>>;
};

export default async function IncidentPage({ params, searchParams }: Props) {
  await requirePage("incident.list");
  const name = decodeURIComponent((await params).name);
  const { result, after } = await searchParams;
  const { id } = await orNotFound((await caller()).incidents.get({ name }));
  const state = isRowState(result) ? { state: result } : {};
  await prefetch(
    trpc.incidents.get.queryOptions({ name }),
    trpc.incidents.subjects.queryOptions({ incidentId: id, ...state, ...(after && { cursor: after }) }),
  );
  return (
    <Prefetched>
      <IncidentScreen name={name} clauses={await clausesInForce()} />
    </Prefetched>
  );
}
