import { Rectifications } from "@/components/enforcement/rectifications";
import { openRectifications } from "@/server/enforcement/contract-words";
import { caller, pageContext } from "@/server/trpc/caller";
import { requirePage } from "@/server/trpc/page";

type Search = { readonly state?: string; readonly after?: string };

export default async function RectificationsPage({ searchParams }: { searchParams: Promise<Search> }) {
  await requirePage("rectification.check");
  const asked = await searchParams;
  const state = openRectifications.find((each) => each === asked.state) ?? "submitted";
  const page = await (await caller()).measures.rectifications({ state, cursor: asked.after });
  return <Rectifications page={page} state={state} asOf={(await pageContext()).now} />;
}
