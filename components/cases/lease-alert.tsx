"use client";

import { useLocale, useTranslations } from "next-intl";
import { useEffect } from "react";
import { Button } from "@/components/ui/button";
import { announce } from "@/components/ui/live-region";
import { ErrorState } from "@/components/ui/states";
import type { CaseView } from "./case-head";
import type { LeaseState } from "./use-lease";
import { useRefusalText } from "./use-refusal-text";

type LeaseAlertProps = {
  lease: LeaseState;
  /** Why the case cannot be claimed, as its head says, when somebody else holds it. */
  held: CaseView["allowed"]["claim"];
  onRetry: () => void;
};

/** What went wrong with the claim: who, what, when. It stays until it is resolved. */
export function LeaseAlert({ lease, held, onRetry }: LeaseAlertProps) {
  const t = useTranslations("cases");
  const say = useRefusalText();
  const locale = useLocale();
  const refusal =
    lease.kind === "lost" || lease.kind === "refused" ? lease.refusal : lease.kind === "none" ? held : null;
  const isLost = lease.kind === "lost";
  const text = refusal ? say(refusal) : null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: said once for each loss, not for each change of wording.
  useEffect(() => {
    if (isLost && text) announce(`${t("announce.lost")}: ${text}`, "assertive");
  }, [isLost, locale]);
  if (lease.kind === "offline")
    return <ErrorState className="m-3" title={t("lease.offline")} action={<Retry onRetry={onRetry} />} />;
  if (!refusal) return null;
  const title =
    lease.kind === "lost" ? t("lease.lost") : refusal.code === "cases.claimed" ? t("lease.held") : t("lease.refused");
  return (
    <ErrorState
      className="m-3"
      title={title}
      action={refusal.code !== "cases.own_subject" && <Retry onRetry={onRetry} />}
    >
      <p>{text}</p>
      {isLost && <p>{t("lease.kept")}</p>}
    </ErrorState>
  );
}

function Retry({ onRetry }: { onRetry: () => void }) {
  const t = useTranslations("cases");
  return <Button onClick={onRetry}>{t("lease.again")}</Button>;
}
