"use client";

import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { faultsIn, sentenceOf } from "@/components/trpc/provider";
import { Button } from "@/components/ui/button";
import { AlertDialog } from "@/components/ui/dialog";
import { ErrorState } from "@/components/ui/states";
import { StatusWord } from "@/components/ui/status-word";
import type { Draft } from "./draft-screen";
import { useDraftAct } from "./use-draft-act";

type Props = {
  draft: Draft;
  isDirty: boolean;
  isBusy: boolean;
  /** How many faults the texts have as they stand. */
  faults: number;
  error: unknown;
  onSave: () => void;
  onPropose: () => void;
};

const shownFaults = 3;

/** What may be done with the draft that is being written. */
export function EditorFoot({ draft, isDirty, isBusy, faults, error, onSave, onPropose }: Props) {
  const t = useTranslations("notices.draft");
  const common = useTranslations("common");
  const locale = useLocale();
  const [isAsking, setAsking] = useState(false);
  const discard = useDraftAct(
    (client) => client.notices.discard.mutate({ id: draft.id, version: draft.version }),
    () => t("discarded"),
    { leaves: true },
  );
  const told = faultsIn(error, locale).slice(0, shownFaults);
  return (
    <div className="grid gap-2">
      {error !== null && (
        <ErrorState title={sentenceOf(error, locale)}>
          {told.length > 0 && (
            <ul>
              {told.map(({ pointer, reason }) => (
                <li key={`${pointer} ${reason}`}>{reason}</li>
              ))}
            </ul>
          )}
        </ErrorState>
      )}
      <p className="flex min-h-5 items-center justify-between gap-2 text-ink-3 text-xs">
        {isDirty ? t("unsaved") : ""}
        {faults > 0 && (
          <StatusWord glyph="triangle" tone="late">
            {t("faults", { count: faults })}
          </StatusWord>
        )}
      </p>
      <div className="flex gap-2">
        <Button keys="Mod+S" disabled={!isDirty || isBusy} onClick={onSave}>
          {t("save")}
        </Button>
        <Button look="pen" keys="Mod+Enter" className="flex-1" disabled={isBusy} onClick={onPropose}>
          {t("propose")}
        </Button>
      </div>
      <p className="text-ink-3 text-xs">{t("proposeNote")}</p>
      <div>
        <Button look="quiet" size="small" onClick={() => setAsking(true)}>
          {t("discard")}
        </Button>
      </div>
      <AlertDialog
        open={isAsking}
        onOpenChange={setAsking}
        title={t("discard")}
        description={t("discardNote")}
        footer={
          <>
            <Button onClick={() => setAsking(false)}>{common("cancel")}</Button>
            <Button look="pen" disabled={discard.isPending} onClick={() => discard.mutate(undefined)}>
              {t("discard")}
            </Button>
          </>
        }
      >
        {discard.error && <ErrorState title={sentenceOf(discard.error, locale)} />}
      </AlertDialog>
    </div>
  );
}
