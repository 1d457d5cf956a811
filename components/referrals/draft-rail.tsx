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
  isBusy: boolean;
  fault: unknown;
  onSave: () => void;
  onPropose: () => void;
  onLook: () => void;
  onAbandon: () => void;
};

/** While it is written: save, look at what goes along, give it to the second person. */
export function DraftRail({ shown, isBusy, fault, onSave, onPropose, onLook, onAbandon }: Props) {
  const t = useTranslations("referrals");
  const locale = useLocale();
  useKeys([
    { keys: ["Mod+S"], does: t("act.save"), run: onSave, when: !isBusy },
    { keys: ["O"], does: t("act.look"), run: onLook, when: !isBusy },
    { keys: ["Mod+Enter"], does: t("act.propose"), run: onPropose, when: !isBusy },
  ]);
  const foot = (
    <div className="grid gap-2">
      {fault ? <ErrorState title={t("failed")}>{sentenceOf(fault, locale)}</ErrorState> : null}
      <div className="flex items-center justify-between gap-2">
        <Button look="quiet" disabled={isBusy} onClick={onAbandon}>
          {t("act.abandon")}
        </Button>
        <Button keys="Mod+S" disabled={isBusy} onClick={onSave}>
          {t("act.save")}
        </Button>
      </div>
      <Button keys="O" disabled={isBusy} onClick={onLook}>
        {t("act.look")}
      </Button>
      <Button look="pen" size="large" keys="Mod+Enter" disabled={isBusy} onClick={onPropose}>
        {t("act.propose")}
      </Button>
    </div>
  );
  return (
    <Rail title={t("rail.title")} aside={t("rail.aside")} foot={foot}>
      <ReferralSteps shown={shown} />
    </Rail>
  );
}
