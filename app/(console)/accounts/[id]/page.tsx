import { getLocale } from "next-intl/server";
import { EntryList } from "@/components/audit/entry-list";
import { AccountHead } from "@/components/registry/account-head";
import { accountViews, textOf, viewOf } from "@/components/registry/address";
import { CreditLedger } from "@/components/registry/credit-ledger";
import { MembershipList } from "@/components/registry/member-lists";
import { SubjectCases, SubjectMeasures } from "@/components/registry/subject-history";
import { ViewLinks } from "@/components/registry/view-links";
import { SubjectStanding } from "@/components/retention/subject-standing";
import { Sheet } from "@/components/ui/page";
import { ErrorState } from "@/components/ui/states";
import { may } from "@/server/access/matrix";
import { caller } from "@/server/trpc/caller";
import { orNotFound, orRefusal, requirePage } from "@/server/trpc/page";

type Props = {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata({ params }: Props) {
  return { title: decodeURIComponent((await params).id) };
}

export default async function AccountPage({ params, searchParams }: Props) {
  const viewer = await requirePage("registry.read");
  const call = await caller();
  const account = await orNotFound(call.registry.account({ name: decodeURIComponent((await params).id) }));
  const address = await searchParams;
  const opens = { cases: "case.read", measures: "measure.list", log: "audit.list" } as const;
  const views = accountViews.filter((view) => !(view in opens) || may(viewer.roles, opens[view as "cases"]));
  const view = viewOf(address, views);
  const cursor = textOf(address, "after") || undefined;
  const { id, code } = account;
  const name = account.nickname || code;
  const { audit } = account.allowed;
  const content = {
    memberships: async () => (
      <MembershipList page={await call.registry.memberships({ accountId: id, cursor })} name={name} />
    ),
    credit: async () => (
      <CreditLedger page={await call.registry.credit({ accountId: id, cursor })} name={name} mayAudit={audit} />
    ),
    cases: async () => <SubjectCases {...(await call.cases.ofSubject({ kind: "account", id }))} name={name} />,
    measures: async () => <SubjectMeasures page={await call.measures.list({ code, cursor })} name={name} />,
    log: async () => <EntryList page={await call.audit.about({ kind: "account", id, cursor })} />,
  };
  const shown = await orRefusal(content[view](), await getLocale());
  const standing = may(viewer.roles, "hold.manage") ? await call.retention.standing({ kind: "account", id }) : null;
  return (
    <Sheet>
      <AccountHead account={account} />
      {standing && <SubjectStanding name={code} standing={standing} />}
      <ViewLinks views={views} current={view} name={name} />
      {shown.value ?? <ErrorState title={shown.fault} className="mt-3" />}
    </Sheet>
  );
}
