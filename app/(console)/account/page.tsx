import { OwnAccount } from "@/components/staff/own-account";
import { choosePasswordAction } from "@/server/staff/actions";
import { requireViewer } from "@/server/trpc/page";

export default async function AccountPage() {
  const viewer = await requireViewer();
  return <OwnAccount viewer={viewer} choosePassword={choosePasswordAction} />;
}
