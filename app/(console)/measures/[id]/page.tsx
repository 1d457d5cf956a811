import { notFound } from "next/navigation";
import { MeasureScreen } from "@/components/enforcement/measure-screen";
import { may } from "@/server/access/matrix";
import { caller } from "@/server/trpc/caller";
import { orNotFound, requirePage } from "@/server/trpc/page";

export default async function MeasurePage({ params }: { params: Promise<{ id: string }> }) {
  const { roles } = await requirePage("measure.list");
  const { id } = await params;
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) notFound();
  const shown = await orNotFound((await caller()).measures.get({ measureId: id }));
  return <MeasureScreen shown={shown} mayOpenIncidents={may(roles, "incident.list")} />;
}
