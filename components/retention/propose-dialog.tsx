"use client";

import { useLocale, useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import { sentenceOf, useTRPCClient } from "@/components/trpc/provider";
import { Button } from "@/components/ui/button";
import { RadioList } from "@/components/ui/choice";
import { Dialog } from "@/components/ui/dialog";
import { ErrorState } from "@/components/ui/states";
import { type ErasureGround, erasureGrounds, type KeptInput, proposalDays } from "@/server/retention/contract";
import { useRetentionAct } from "./use-retention-act";
import { WhatGoes } from "./what-goes";

type Props = { subject: KeptInput; name: string; onClose: () => void };

/** Asks on what ground a subject is to be erased, and says what would go and what would stay. Nothing is preselected. */
export function ProposeDialog({ subject, name, onClose }: Props) {
  const t = useTranslations();
  const locale = useLocale();
  const client = useTRPCClient();
  const formId = useId();
  const [ground, setGround] = useState<ErasureGround | null>(null);
  const propose = useRetentionAct(
    (chosen: ErasureGround) => client.retention.propose.mutate({ ...subject, ground: chosen }),
    t("retention.said.proposed"),
    onClose,
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ground && !propose.isPending) propose.mutate(ground);
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("retention.propose.title", { name })}
      description={t("retention.propose.note", { days: proposalDays })}
      footer={
        <>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button look="pen" type="submit" form={formId} disabled={!ground || propose.isPending}>
            {t("retention.propose.submit")}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit}>
        <RadioList
          label={t("retention.ground.label")}
          choices={erasureGrounds.map((value) => ({ value, label: t(`retention.ground.${value}`) }))}
          value={ground}
          onChange={setGround}
        />
        <p className="mt-1 mb-4 text-ink-3 text-xs">{t("retention.ground.source")}</p>
      </form>
      <WhatGoes kind={subject.kind} />
      {propose.error && <ErrorState className="mt-3" title={sentenceOf(propose.error, locale)} />}
    </Dialog>
  );
}
