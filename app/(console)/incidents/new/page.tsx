import { clausesInForce } from "@/server/incidents/public";
import { requirePage } from "@/server/trpc/page";
import { NewIncident } from "./new-incident";

export default async function NewIncidentPage() {
  await requirePage("incident.propose");
  return <NewIncident clauses={await clausesInForce()} />;
}
