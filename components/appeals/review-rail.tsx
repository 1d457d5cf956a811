"use client";

import { useMutation } from "@tanstack/react-query";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { useKeys } from "@/components/shell/use-keys";
import { sentenceOf, useTRPC } from "@/components/trpc/provider";
import { Button } from "@/components/ui/button";
import { Rail } from "@/components/ui/page";
import { ErrorState } from "@/components/ui/states";
import { isOpenState } from "@/server/appeals/contract-words";
import type { AppealView } from "./appeal-screen";
import { AskRail, AwaitingRail } from "./ask-rail";
import { NoteRail } from "./note-rail";
import { RuleRail } from "./rule-rail";

export type RailProps = {
  shown: AppealView;
  onDone: (text?: string) => void;
  /** Somebody acted in the rail before this one. */
  takesFocus: boolean;
};

/** What this person can do with an appeal now: take it, note her view, rule; or why not, or what was ruled. */
export function ReviewRail(props: RailProps) {
  const { state, reviewer, view, bar } = props.shown;
  const [isAsking, setAsking] = useState(false);
  const [hasTurned, setTurned] = useState(false);
  const turn = (asking: boolean) => {
    setAsking(asking);
    setTurned(true);
  };
  if (!isOpenState(state)) return <Closed {...props} />;
  if (bar || !reviewer?.isMine) return <Take {...props} />;
  if (!view) return <NoteRail {...props} />;
  if (state === "awaiting_appellant") return <AwaitingRail {...props} />;
  if (isAsking) return <AskRail {...props} onBack={() => turn(false)} />;
  return <RuleRail {...props} takesFocus={props.takesFocus || hasTurned} onAsk={() => turn(true)} />;
}

function Take({ shown, onDone, takesFocus }: RailProps) {
  const t = useTranslations("appeals");
  const locale = useLocale();
  const trpc = useTRPC();
  const take = useMutation(trpc.appeals.take.mutationOptions({ onSuccess: () => onDone() }));
  const act = () => take.mutate({ appealId: shown.id, version: shown.version });
  useKeys([{ keys: ["T"], does: t("key.take"), run: act, when: !shown.bar && !take.isPending }]);
  const foot = (
    <div className="grid gap-2">
      {take.error && <ErrorState title={t("failed")}>{sentenceOf(take.error, locale)}</ErrorState>}
      {shown.bar ? (
        <p className="text-ink-2">{locale.startsWith("zh") ? shown.bar.sentence.zh : shown.bar.sentence.en}</p>
      ) : (
        <Button look="pen" size="large" keys="T" disabled={take.isPending} onClick={act}>
          {shown.reviewer ? t("takeOver") : t("take")}
        </Button>
      )}
    </div>
  );
  return (
    <Rail title={t("rail")} aside={t("railAside")} foot={foot} takesFocus={takesFocus}>
      <p className="px-4 py-3 text-ink-2">
        {shown.reviewer ? t("blind.other", { name: shown.reviewer.name }) : t("blind.take")}
      </p>
    </Rail>
  );
}

function Closed({ shown, takesFocus }: Pick<RailProps, "shown" | "takesFocus">) {
  const t = useTranslations("appeals");
  const format = useFormatter();
  return (
    <Rail title={t("rail")} aside={t(`state.${shown.state}`)} isText takesFocus={takesFocus}>
      <div className="grid gap-2 px-4 py-3">
        {shown.ruledAt && <p>{t("closedAt", { time: format.dateTime(shown.ruledAt, "short") })}</p>}
        {shown.reviewer && <p className="text-ink-2">{shown.reviewer.name}</p>}
        {shown.opened?.reasons && (
          <section>
            <h3 className="text-s">{t("told")}</h3>
            <p className="whitespace-pre-line break-words">{shown.opened.reasons}</p>
          </section>
        )}
      </div>
    </Rail>
  );
}
