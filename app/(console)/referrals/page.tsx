import { ReferralList } from "@/components/referrals/referral-list";
import { ListReferrals } from "@/server/referrals/contract";
import { caller } from "@/server/trpc/caller";
import { requirePage } from "@/server/trpc/page";

type Search = Partial<Record<"show" | "after", string>>;

export default async function ReferralsPage({ searchParams }: { searchParams: Promise<Search> }) {
  await requirePage("referral.list");
  const { show, after } = await searchParams;
  const given = { show: show || undefined, cursor: after || undefined };
  const asked = ListReferrals.safeParse(given);
  // A filter that does not exist is no filter.
  return <ReferralList page={await (await caller()).referrals.list(asked.success ? asked.data : {})} />;
}
