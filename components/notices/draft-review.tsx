"use client";

import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { useKeys } from "@/components/shell/use-keys";
import { faultsIn, sentenceOf } from "@/components/trpc/provider";
import { Button } from "@/components/ui/button";
import { announce } from "@/components/ui/live-region";
import { Panes } from "@/components/ui/page";
import { ErrorState } from "@/components/ui/states";
import { DraftHead } from "./draft-head";
import type { Draft } from "./draft-screen";
import { ReturnDialog } from "./return-dialog";
import { SampleRail, usualChoice } from "./sample-rail";
import { TextsRead } from "./texts-read";
import { useDraftAct } from "./use-draft-act";
import { useSample } from "./use-sample";
import { useBoth } from "./words";

/** Reads a draft: what it changes and how it reads, for the second person who publishes or returns it. */
export function DraftReview({ draft }: { draft: Draft }) {
  const t = useTranslations("notices");
  const locale = useLocale();
  const both = useBoth();
  const [choice, setChoice] = useState(usualChoice(locale));
  const [isReturning, setReturning] = useState(false);
  const sampled = useSample(draft.texts, choice.key, choice.isLongest);
  const at = { id: draft.id, version: draft.version };
  const onError = (error: unknown) => announce(sentenceOf(error, locale), "assertive");
  const publish = useDraftAct(
    (client) => client.notices.publish.mutate(at),
    ({ number }) => t("draft.published", { number: number ?? 0 }),
    { leaves: true, onError },
  );
  const withdraw = useDraftAct(
    (client) => client.notices.withdraw.mutate(at),
    () => t("draft.withdrawn"),
    { onError },
  );
  const isProposed = draft.state === "proposed";
  const maySettle = isProposed && draft.bar === null;
  useKeys([
    {
      keys: ["Mod+Enter"],
      does: t("draft.keyPublish"),
      when: maySettle,
      run: () => !publish.isPending && publish.mutate(undefined),
    },
    { keys: ["R"], does: t("draft.keyReturn"), when: maySettle, run: () => setReturning(true) },
  ]);
  const error = publish.error ?? withdraw.error;
  const foot = (
    <div className="grid gap-2">
      {error && (
        <ErrorState title={t("draft.failed")}>
          {[sentenceOf(error, locale), ...faultsIn(error, locale).map(({ reason }) => reason)].join(" ")}
        </ErrorState>
      )}
      {!isProposed && <p className="text-ink-2">{t("draft.notProposed")}</p>}
      {isProposed && draft.bar && (
        <p className="text-ink-2">{draft.mayWithdraw ? t("draft.waits") : both(draft.bar.sentence)}</p>
      )}
      {maySettle && (
        <>
          <p className="text-ink-3 text-xs">{t("draft.publishNote")}</p>
          <div className="flex gap-2">
            <Button keys="R" onClick={() => setReturning(true)}>
              {t("draft.return")}
            </Button>
            <Button
              look="pen"
              keys="Mod+Enter"
              className="flex-1"
              disabled={publish.isPending}
              onClick={() => publish.mutate(undefined)}
            >
              {t("draft.publish")}
            </Button>
          </div>
        </>
      )}
      {draft.mayWithdraw && (
        <div>
          <Button disabled={withdraw.isPending} onClick={() => withdraw.mutate(undefined)}>
            {t("draft.withdraw")}
          </Button>
        </div>
      )}
      {isReturning && <ReturnDialog at={at} onClose={() => setReturning(false)} />}
    </div>
  );
  return (
    <Panes
      railLabel={t("preview.title")}
      rail={
        <SampleRail
          choice={choice}
          onChoose={(part) => setChoice((now) => ({ ...now, ...part }))}
          sampled={sampled}
          foot={foot}
        />
      }
    >
      <DraftHead draft={draft}>
        <p className="pb-2">{t("draft.named", { label: draft.label })}</p>
      </DraftHead>
      <TextsRead texts={draft.texts} before={draft.inForce.texts} beforeNumber={draft.inForce.number} />
    </Panes>
  );
}
