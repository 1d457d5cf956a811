import { redirect } from "next/navigation";
import { pagesFor } from "@/components/shell/pages";
import { ChoosePasswordForm } from "@/components/staff/choose-password-form";
import { NoPages } from "@/components/staff/no-pages";
import { choosePasswordAction } from "@/server/staff/actions";
import { currentViewer } from "@/server/staff/session";

/** The first page that the person may see; whoever may see none is told why. */
export default async function FirstPage() {
  const viewer = await currentViewer();
  if (!viewer) redirect("/sign-in");
  if (viewer.mustChoosePassword) return <ChoosePasswordForm action={choosePasswordAction} />;
  const [first] = pagesFor(viewer.permissions);
  if (first) redirect(first.href);
  return <NoPages roles={viewer.roles} />;
}
