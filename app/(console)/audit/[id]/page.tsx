import { TRPCError } from "@trpc/server";
import { notFound } from "next/navigation";
import { EntryScreen } from "@/components/audit/entry-screen";
import { EntryId } from "@/server/audit/contract";
import { caller } from "@/server/trpc/caller";
import { requirePage } from "@/server/trpc/page";

export default async function AuditEntryPage({ params }: { params: Promise<{ id: string }> }) {
  await requirePage("audit.list");
  const asked = EntryId.safeParse(await params);
  if (!asked.success) notFound();
  const { audit } = await caller();
  const entry = await audit.entry(asked.data).catch((error: unknown) => {
    if (error instanceof TRPCError && error.code === "NOT_FOUND") notFound();
    throw error;
  });
  // A log that is damaged where the proof needs it proves nothing, and its entries are wanted all the more.
  const proof = entry.state === "checkpointed" ? await audit.proof(asked.data).catch(() => null) : null;
  return <EntryScreen entry={entry} proof={proof} />;
}
