import { getTranslations } from "next-intl/server";
import { NewFiling } from "@/components/filings/new-filing";
import { PageTitle, Sheet } from "@/components/ui/page";
import { caller } from "@/server/trpc/caller";
import { requirePage } from "@/server/trpc/page";

export default async function NewFilingPage() {
  await requirePage("filing.prepare");
  const t = await getTranslations("filings.form");
  const defaults = await (await caller()).filings.defaults();
  return (
    <Sheet>
      <PageTitle title={t("title")} />
      <NewFiling defaults={defaults} />
    </Sheet>
  );
}
