import { notFound } from "next/navigation";
import { MeasureScreen } from "@/components/enforcement/measure-screen";
import { caller } from "@/server/trpc/caller";
import { orNotFound, requirePage } from "@/server/trpc/page";

export default async function MeasurePage({ params }: { params: Promise<{ id: string }> }) {
  await requirePage("measure.list");
  const { id } = await params;
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) notFound();
  return <MeasureScreen shown={await orNotFound((await caller()).measures.get({ measureId: id }))} />;
}
