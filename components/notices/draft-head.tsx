import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { ButtonLink } from "@/components/ui/button";
import { PageTitle } from "@/components/ui/page";
import { ErrorState } from "@/components/ui/states";
import { StatusWord } from "@/components/ui/status-word";
import type { Draft } from "./draft-screen";
import { usePersonName } from "./version-list";

const glyphs = { draft: "ring", proposed: "half", returned: "triangle" } as const;

/** What the draft is, how far it is, who had a hand in it, and why it was returned. */
export function DraftHead({ draft, children }: { draft: Draft; children?: ReactNode }) {
  const t = useTranslations("notices");
  const common = useTranslations("common");
  const format = useFormatter();
  const nameOf = usePersonName();
  const state = draft.state as keyof typeof glyphs;
  return (
    <div className="px-5">
      <PageTitle
        title={t("draft.title")}
        aside={
          <>
            <StatusWord glyph={glyphs[state]} tone={state === "returned" ? "late" : "plain"}>
              {t(`draft.state.${state}`)}
            </StatusWord>
            <span>{t("draft.basedOn", { number: draft.basedOn ?? 0 })}</span>
          </>
        }
        tools={
          <ButtonLink href="/settings/notices" look="quiet">
            {t("versions")}
          </ButtonLink>
        }
      />
      <p className="pb-3 text-ink-2 text-xs">
        {t("draft.drafters", { names: draft.drafters.map(nameOf).join(common("listComma")) })}
        {common("dot")}
        {t("draft.saved", { time: format.dateTime(draft.savedAt, "minute"), name: nameOf(draft.savedBy) })}
      </p>
      {draft.state === "returned" && draft.settledBy && (
        <ErrorState className="mb-3" title={t("draft.returned", { name: nameOf(draft.settledBy) })}>
          {draft.reason}
        </ErrorState>
      )}
      {children}
    </div>
  );
}
