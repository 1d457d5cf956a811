import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { NoticesScreen } from "@/components/notices/notices-screen";
import { may } from "@/server/access/matrix";
import { SetListInput, SetNumber } from "@/server/notices/contract";
import { caller } from "@/server/trpc/caller";
import { orNotFound, requirePage } from "@/server/trpc/page";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata() {
  return { title: (await getTranslations("notices"))("title") };
}

export default async function NoticesPage({ searchParams }: Props) {
  const { roles } = await requirePage("notices.read");
  const { version, after } = await searchParams;
  const asked = SetNumber.partial().safeParse({ number: version === undefined ? undefined : Number(version) });
  const place = SetListInput.safeParse({ cursor: after });
  if (!asked.success || !place.success) notFound();
  const { notices } = await caller();
  const [shown, versions, standing] = await Promise.all([
    orNotFound(notices.get(asked.data)),
    notices.list(place.data).catch(() => notFound()),
    notices.standing(),
  ]);
  return (
    <NoticesScreen
      shown={shown}
      newest={standing.number}
      versions={versions}
      draft={standing.draft}
      mayDraft={may(roles, "notices.draft")}
    />
  );
}
