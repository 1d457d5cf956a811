import { IncidentList } from "@/components/incidents/incident-list";
import { may } from "@/server/access/matrix";
import { IncidentsInput } from "@/server/incidents/contract";
import { caller } from "@/server/trpc/caller";
import { requirePage } from "@/server/trpc/page";

type Search = Partial<Record<"state" | "after", string>>;

export default async function IncidentsPage({ searchParams }: { searchParams: Promise<Search> }) {
  const { roles } = await requirePage("incident.list");
  const { state, after } = await searchParams;
  const given = { state, cursor: after };
  const asked = IncidentsInput.safeParse(Object.fromEntries(Object.entries(given).filter(([, value]) => value)));
  // A filter that does not exist is no filter.
  const page = await (await caller()).incidents.list(asked.success ? asked.data : {});
  return <IncidentList page={page} mayPropose={may(roles, "incident.propose")} />;
}
