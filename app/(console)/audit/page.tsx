import { getLocale, getTranslations } from "next-intl/server";
import { filterOf } from "@/components/audit/address";
import { EntryFilters } from "@/components/audit/entry-filters";
import { EntryList } from "@/components/audit/entry-list";
import { LogLate, LogStanding } from "@/components/audit/log-standing";
import { ViewDesk } from "@/components/oversight/view-desk";
import { ViewGate } from "@/components/oversight/view-gate";
import { ViewOpen } from "@/components/oversight/view-open";
import { PageTitle, Sheet } from "@/components/ui/page";
import { ErrorState } from "@/components/ui/states";
import { colleaguesAmong } from "@/server/oversight/contract";
import { caller } from "@/server/trpc/caller";
import { orRefusal, requirePage } from "@/server/trpc/page";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function AuditPage({ searchParams }: Props) {
  const viewer = await requirePage("audit.list");
  const t = await getTranslations("audit");
  const { given, asked } = filterOf(await searchParams);
  const { audit, oversight } = await caller();
  const staffIds = colleaguesAmong([asked?.actor, asked?.subject], viewer.id);
  const standings = staffIds.length > 0 ? await oversight.standings({ staffIds }) : [];
  const closed = standings.find(({ isOpen }) => !isOpen);
  const [listed, status, choices, desk] = await Promise.all([
    closed ? null : orRefusal(audit.list(asked ?? {}), await getLocale()),
    audit.status(),
    audit.choices(),
    oversight.desk(),
  ]);
  return (
    <Sheet>
      <PageTitle title={t("title")} aside={status && <LogStanding status={status} />} />
      {status && <LogLate status={status} />}
      <ViewDesk desk={desk} without={closed?.viewId ?? null} />
      <EntryFilters given={given} staff={choices.staff} ownRef={`staff:${viewer.id}`} />
      {!asked && <ErrorState title={t("badFilter")} className="mt-3" />}
      {closed && <ViewGate key={closed.staffId} standing={closed} />}
      {listed?.fault && <ErrorState title={listed.fault} className="mt-3" />}
      {listed?.value && <ViewOpen standings={standings} />}
      {listed?.value && <EntryList page={listed.value} />}
    </Sheet>
  );
}
