import { BlacklistImport } from "@/components/enforcement/blacklist-import";
import { requirePage } from "@/server/trpc/page";

export default async function BlacklistImportPage() {
  await requirePage("blacklist.import");
  return <BlacklistImport />;
}
