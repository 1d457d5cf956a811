"use client";

import { useQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { type RouterOutputs, sentenceOf, useTRPC } from "@/components/trpc/provider";
import { ButtonLink } from "@/components/ui/button";
import { PageTitle, Sheet } from "@/components/ui/page";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { BeginDraft } from "./begin-draft";
import { DraftEditor } from "./draft-editor";
import { DraftReview } from "./draft-review";

export type Draft = NonNullable<RouterOutputs["notices"]["draft"]>;

/** The open draft: to be written by those who draft, and read, published or returned by the second person. */
export function DraftScreen({ mayDraft }: { mayDraft: boolean }) {
  const t = useTranslations("notices");
  const locale = useLocale();
  const trpc = useTRPC();
  const query = useQuery(trpc.notices.draft.queryOptions());
  const draft = query.data;
  // Another version of the draft is another form: what was typed belongs to the one that was opened.
  if (draft?.mayEdit) return <DraftEditor key={`${draft.id} ${draft.version}`} draft={draft} />;
  if (draft) return <DraftReview key={`${draft.id} ${draft.version}`} draft={draft} />;
  return (
    <Sheet>
      <PageTitle
        title={t("draft.title")}
        tools={
          <ButtonLink href="/settings/notices" look="quiet">
            {t("versions")}
          </ButtonLink>
        }
      />
      {query.error && <ErrorState title={sentenceOf(query.error, locale)} />}
      {draft === null && <EmptyState action={mayDraft && <BeginDraft />}>{t("draft.none")}</EmptyState>}
    </Sheet>
  );
}
