import { AccessTable } from "@/components/access/access-table";
import { requirePage } from "@/server/trpc/page";

export default async function AccessPage() {
  await requirePage("staff.list");
  return <AccessTable />;
}
