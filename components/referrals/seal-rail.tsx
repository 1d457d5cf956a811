"use client";

import { useLocale, useTranslations } from "next-intl";
import { useKeys } from "@/components/shell/use-keys";
import { sentenceOf } from "@/components/trpc/provider";
import { Button } from "@/components/ui/button";
import { Rail } from "@/components/ui/page";
import { ErrorState } from "@/components/ui/states";
import { ReferralSteps } from "./referral-steps";
import type { ReferralView } from "./use-draft";

type Props = {
  shown: ReferralView;
  hasLooked: boolean;
  isBusy: boolean;
  fault: unknown;
  onLook: () => void;
  onSeal: () => void;
  onReturn: () => void;
  onAbandon: () => void;
};

/** The second person: looks at what goes along, then seals it or sends it back. She edits nothing. */
export function SealRail({ shown, hasLooked, isBusy, fault, onLook, onSeal, onReturn, onAbandon }: Props) {
  const t = useTranslations("referrals");
  const locale = useLocale();
  const bar = shown.allowed.seal;
  const mayReturn = shown.allowed.return === null;
  useKeys([
    { keys: ["O"], does: t("act.look"), run: onLook, when: !isBusy },
    { keys: ["R"], does: t("act.return"), run: onReturn, when: !isBusy && mayReturn },
    { keys: ["Mod+Enter"], does: t("act.seal"), run: onSeal, when: !isBusy && bar === null && hasLooked },
  ]);
  const foot = (
    <div className="grid gap-2">
      {fault ? <ErrorState title={t("failed")}>{sentenceOf(fault, locale)}</ErrorState> : null}
      {bar ? (
        <p className="text-ink-2 text-xs">{locale.startsWith("zh") ? bar.sentence.zh : bar.sentence.en}</p>
      ) : (
        !hasLooked && <p className="text-ink-2 text-xs">{t("lookFirst")}</p>
      )}
      <div className="flex items-center justify-between gap-2">
        <Button look="quiet" disabled={isBusy} onClick={onAbandon}>
          {t("act.abandon")}
        </Button>
        {mayReturn && (
          <Button keys="R" disabled={isBusy} onClick={onReturn}>
            {t("act.return")}
          </Button>
        )}
      </div>
      <Button keys="O" disabled={isBusy} onClick={onLook}>
        {t("act.look")}
      </Button>
      {bar === null && (
        <Button look="pen" size="large" keys="Mod+Enter" disabled={isBusy || !hasLooked} onClick={onSeal}>
          {t("act.seal")}
        </Button>
      )}
    </div>
  );
  return (
    <Rail title={t("rail.title")} aside={t("rail.aside")} foot={foot}>
      <ReferralSteps shown={shown} />
    </Rail>
  );
}
