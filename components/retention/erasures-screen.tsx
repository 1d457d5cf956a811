import { useTranslations } from "next-intl";
import type { RouterOutputs } from "@/components/trpc/provider";
import { PageTitle, Sheet } from "@/components/ui/page";
import { ErrorState } from "@/components/ui/states";
import { FindReport } from "./find-report";
import { ReporterPanel } from "./reporter-panel";
import { UndoneList } from "./undone-list";
import { WaitingList } from "./waiting-list";

type Props = {
  overview: RouterOutputs["retention"]["overview"];
  /** The reporter that the address asks for, or why she cannot be shown. */
  found: { readonly value: RouterOutputs["retention"]["reporter"] | null; readonly fault: string | null } | null;
};

/** What a restored backup undid, the reporter of one report, and what waits for a second person. */
export function ErasuresScreen({ overview, found }: Props) {
  const t = useTranslations("retention.page");
  return (
    <Sheet>
      <PageTitle title={t("title")} aside={t("aside")} />
      <div className="max-w-[1100px]">
        <UndoneList undone={overview.undone} />
        <FindReport />
        {found?.fault && <ErrorState className="mb-4" title={found.fault} />}
        {found?.value && <ReporterPanel reporter={found.value} />}
        <WaitingList waiting={overview.waiting} />
      </div>
    </Sheet>
  );
}
