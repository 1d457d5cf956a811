"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import { useKeys } from "@/components/shell/use-keys";
import { sentenceOf, useTRPC } from "@/components/trpc/provider";
import { Button } from "@/components/ui/button";
import { RadioList } from "@/components/ui/choice";
import { Dialog } from "@/components/ui/dialog";
import { ErrorState } from "@/components/ui/states";
import { StatusWord } from "@/components/ui/status-word";
import { stateGlyphs } from "./state-glyphs";

type Urgency = "danger" | "other";

/** Begins a referral of the case in sight, whatever state it is in; says which there are already. */
export function ReferButton({ caseId }: { caseId: string }) {
  const t = useTranslations("referrals");
  const [isOpen, setOpen] = useState(false);
  useKeys([{ keys: ["F"], does: t("start.act"), run: () => setOpen(true), when: !isOpen }]);
  return (
    <>
      <Button look="quiet" size="small" keys="F" onClick={() => setOpen(true)}>
        {t("start.act")}
      </Button>
      {isOpen && <StartDialog caseId={caseId} onClose={() => setOpen(false)} />}
    </>
  );
}

function StartDialog({ caseId, onClose }: { caseId: string; onClose: () => void }) {
  const t = useTranslations("referrals");
  const common = useTranslations("common");
  const locale = useLocale();
  const trpc = useTRPC();
  const router = useRouter();
  const formId = useId();
  const [urgency, setUrgency] = useState<Urgency | null>(null);
  const { data: known } = useQuery(trpc.referrals.ofCase.queryOptions({ caseId }));
  const start = useMutation(
    trpc.referrals.start.mutationOptions({ onSuccess: ({ number }) => router.push(`/referrals/${number}`) }),
  );
  const isBusy = start.isPending || start.isSuccess;
  const commit = () => urgency && !isBusy && start.mutate({ caseId, danger: urgency === "danger" });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    commit();
  };
  useKeys([
    { keys: ["1"], does: t("start.danger"), run: () => setUrgency("danger"), inDialog: true, bar: false },
    { keys: ["2"], does: t("start.other"), run: () => setUrgency("other"), inDialog: true, bar: false },
    { keys: ["Mod+Enter"], does: t("start.submit"), run: commit, inDialog: true, bar: false },
  ]);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("start.title")}
      description={t("start.note")}
      footer={
        <>
          <Button onClick={onClose}>{common("cancel")}</Button>
          <Button look="pen" type="submit" form={formId} keys="Mod+Enter" disabled={urgency === null || isBusy}>
            {t("start.submit")}
          </Button>
        </>
      }
    >
      {known && known.rows.length > 0 && (
        <div className="mb-3">
          <p className="text-ink-2">{t("start.known", { count: known.rows.length })}</p>
          <ul>
            {known.rows.map((row) => (
              <li key={row.number} className="flex items-baseline gap-3">
                <Link className="link font-mono" href={`/referrals/${row.number}`}>
                  {row.number}
                </Link>
                <StatusWord glyph={stateGlyphs[row.state]}>{t(`state.${row.state}`)}</StatusWord>
                <span className="cut">{row.office}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
      <form id={formId} onSubmit={submit}>
        <RadioList
          label={t("start.legend")}
          value={urgency}
          onChange={setUrgency}
          choices={[
            { value: "danger", label: t("start.danger"), note: t("start.dangerNote"), cap: "1" },
            { value: "other", label: t("start.other"), cap: "2" },
          ]}
        />
      </form>
      {start.error && <ErrorState className="mt-3" title={sentenceOf(start.error, locale)} />}
    </Dialog>
  );
}
