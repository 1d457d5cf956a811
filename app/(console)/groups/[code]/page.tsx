import { getLocale } from "next-intl/server";
import { EntryList } from "@/components/audit/entry-list";
import { groupViews, textOf, viewOf } from "@/components/registry/address";
import { GroupHead } from "@/components/registry/group-head";
import { MemberList } from "@/components/registry/member-lists";
import { SubjectCases, SubjectMeasures } from "@/components/registry/subject-history";
import { ViewLinks } from "@/components/registry/view-links";
import { SubjectStanding } from "@/components/retention/subject-standing";
import { Sheet } from "@/components/ui/page";
import { ErrorState } from "@/components/ui/states";
import { may } from "@/server/access/matrix";
import { caller } from "@/server/trpc/caller";
import { orNotFound, orRefusal, requirePage } from "@/server/trpc/page";

type Props = {
  params: Promise<{ code: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata({ params }: Props) {
  return { title: decodeURIComponent((await params).code) };
}

export default async function GroupPage({ params, searchParams }: Props) {
  const viewer = await requirePage("registry.read");
  const call = await caller();
  const group = await orNotFound(call.registry.group({ name: decodeURIComponent((await params).code) }));
  const address = await searchParams;
  const opens = { cases: "case.read", measures: "measure.list", log: "audit.list" } as const;
  const views = groupViews.filter((view) => view === "members" || may(viewer.roles, opens[view]));
  const view = viewOf(address, views);
  const cursor = textOf(address, "after") || undefined;
  const { id, code } = group;
  const name = group.name || code;
  const content = {
    members: async () => <MemberList page={await call.registry.members({ groupId: id, cursor })} name={name} />,
    cases: async () => <SubjectCases {...(await call.cases.ofSubject({ kind: "group", id }))} name={name} />,
    measures: async () => <SubjectMeasures page={await call.measures.list({ code, cursor })} name={name} />,
    log: async () => <EntryList page={await call.audit.about({ kind: "group", id, cursor })} />,
  };
  const shown = await orRefusal(content[view](), await getLocale());
  const standing = may(viewer.roles, "hold.manage") ? await call.retention.standing({ kind: "group", id }) : null;
  return (
    <Sheet>
      <GroupHead group={group} />
      {standing && <SubjectStanding name={code} standing={standing} />}
      <ViewLinks views={views} current={view} name={name} />
      {shown.value ?? <ErrorState title={shown.fault} className="mt-3" />}
    </Sheet>
  );
}
