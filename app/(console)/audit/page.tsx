import { getTranslations } from "next-intl/server";
import { filterOf } from "@/components/audit/address";
import { EntryFilters } from "@/components/audit/entry-filters";
import { EntryList } from "@/components/audit/entry-list";
import { LogLate, LogStanding } from "@/components/audit/log-standing";
import { PageTitle, Sheet } from "@/components/ui/page";
import { ErrorState } from "@/components/ui/states";
import { caller } from "@/server/trpc/caller";
import { requirePage } from "@/server/trpc/page";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function AuditPage({ searchParams }: Props) {
  await requirePage("audit.list");
  const t = await getTranslations("audit");
  const { given, asked } = filterOf(await searchParams);
  const { audit } = await caller();
  const [page, status, choices] = await Promise.all([audit.list(asked ?? {}), audit.status(), audit.choices()]);
  return (
    <Sheet>
      <PageTitle title={t("title")} aside={status && <LogStanding status={status} />} />
      {status && <LogLate status={status} />}
      <EntryFilters given={given} staff={choices.staff} />
      {!asked && <ErrorState title={t("badFilter")} className="mt-3" />}
      <EntryList page={page} />
    </Sheet>
  );
}
