import { getTranslations } from "next-intl/server";
import { DraftScreen } from "@/components/notices/draft-screen";
import { Prefetched, prefetch, trpc } from "@/components/trpc/server";
import { may } from "@/server/access/matrix";
import { requirePage } from "@/server/trpc/page";

export async function generateMetadata() {
  return { title: (await getTranslations("notices.draft"))("title") };
}

export default async function NoticesDraftPage() {
  const { roles } = await requirePage("notices.read");
  await prefetch(trpc.notices.draft.queryOptions());
  return (
    <Prefetched>
      <DraftScreen mayDraft={may(roles, "notices.draft")} />
    </Prefetched>
  );
}
