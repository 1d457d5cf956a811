import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Prefetched, prefetch, trpc } from "@/components/trpc/server";
import { ReferralInput } from "@/server/referrals/contract";
import { caller, pageContext } from "@/server/trpc/caller";
import { orNotFound, requirePage } from "@/server/trpc/page";
import { Referral } from "./referral";

type Parameters = { params: Promise<{ number: string }> };

export async function generateMetadata({ params }: Parameters): Promise<Metadata> {
  return { title: (await params).number };
}

export default async function ReferralPage({ params }: Parameters) {
  await requirePage("referral.list");
  const asked = ReferralInput.safeParse(await params);
  if (!asked.success) notFound();
  await orNotFound((await caller()).referrals.get(asked.data));
  await prefetch(trpc.referrals.get.queryOptions(asked.data));
  return (
    <Prefetched>
      <Referral number={asked.data.number} asOf={(await pageContext()).now} />
    </Prefetched>
  );
}
