import { redirect } from "next/navigation";
import { pagesFor } from "@/components/shell/pages";
import { NoPages } from "@/components/staff/no-pages";
import { currentViewer } from "@/server/staff/session";
import { ownPage } from "@/server/trpc/page";

/** The first page that the person may see; whoever may see none is told why. */
export default async function FirstPage() {
  const viewer = await currentViewer();
  if (!viewer) redirect("/sign-in");
  if (viewer.mustChoosePassword) redirect(ownPage);
  const [first] = pagesFor(viewer.permissions);
  if (first) redirect(first.href);
  return <NoPages roles={viewer.roles} />;
}
