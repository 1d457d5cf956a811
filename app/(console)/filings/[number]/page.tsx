import { notFound } from "next/navigation";
import { FilingScreen } from "@/components/filings/filing-screen";
import { Prefetched, prefetch, trpc } from "@/components/trpc/server";
import { FilingNumber } from "@/server/filings/contract";
import { requirePage } from "@/server/trpc/page";

export default async function FilingPage({ params }: { params: Promise<{ number: string }> }) {
  await requirePage("filing.list");
  const asked = FilingNumber.safeParse(await params);
  if (!asked.success) notFound();
  await prefetch(trpc.filings.get.queryOptions(asked.data));
  return (
    <Prefetched>
      <FilingScreen number={asked.data.number} />
    </Prefetched>
  );
}
