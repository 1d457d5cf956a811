"use client";

import { useRouter } from "next/navigation";
import { IncidentForm } from "@/components/incidents/incident-form";
import type { Clause } from "@/components/incidents/measure-fields";
import { incidentNumber } from "@/server/incidents/contract-words";

/** Goes on to the draft's own page once it is saved. */
export function NewIncident({ clauses }: { clauses: readonly Clause[] }) {
  const router = useRouter();
  return (
    <IncidentForm
      clauses={clauses}
      draft={null}
      onLeave={() => router.push("/incidents")}
      onSaved={(number) => router.push(`/incidents/${incidentNumber(number)}`)}
    />
  );
}
