"use client";

import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { fieldFault, sentenceOf, useTRPC } from "@/components/trpc/provider";
import { Button } from "@/components/ui/button";
import { SegmentedControl } from "@/components/ui/choice";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { useName } from "@/components/ui/name";
import { ErrorState } from "@/components/ui/states";
import { showToast } from "@/components/ui/toast";
import { fromIsoDay } from "@/server/kernel/calendar";

/** The entry under review. */
export type Reviewed = { readonly id: string; readonly version: number; readonly subjectName: string };

/** The review of an entry of the blacklist: it stays until another date, or goes. Each with its reason. */
export function ReviewDialog({ entry, onClose }: { entry: Reviewed; onClose: () => void }) {
  const t = useTranslations("enforcement.blacklist");
  const ledger = useTranslations("enforcement.ledger");
  const common = useTranslations("common");
  const format = useFormatter();
  const locale = useLocale();
  const nameOf = useName();
  const router = useRouter();
  const trpc = useTRPC();
  const [verdict, setVerdict] = useState<"keep" | "remove" | null>(null);
  const [until, setUntil] = useState("");
  const [reason, setReason] = useState("");
  const [isAsked, setAsked] = useState(false);
  const done = (text: string) => {
    onClose();
    showToast({ text });
    router.refresh();
  };
  const keep = useMutation(
    trpc.blacklist.keep.mutationOptions({
      onSuccess: () => done(t("kept", { date: format.dateTime(fromIsoDay(until), "day") })),
    }),
  );
  const lift = useMutation(trpc.measures.lift.mutationOptions({ onSuccess: () => done(t("removed")) }));
  const current = verdict === "keep" ? keep : verdict === "remove" ? lift : null;
  const submit = () => {
    setAsked(true);
    if (!verdict || !reason.trim() || (verdict === "keep" && !until)) return;
    const given = { measureId: entry.id, version: entry.version, reason };
    if (verdict === "keep") keep.mutate({ ...given, until });
    else lift.mutate(given);
  };
  const missing = (is: boolean, text: string) => (isAsked && is ? text : undefined);
  return (
    <Dialog
      open
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t("reviewOf", { name: nameOf(entry.subjectName) })}
      description={t("reviewAbout")}
      footer={
        <>
          <Button onClick={onClose}>{common("cancel")}</Button>
          <Button look="pen" disabled={current?.isPending} onClick={submit}>
            {verdict ? t(verdict) : t("reviewAct")}
          </Button>
        </>
      }
    >
      {current?.error && <ErrorState title={ledger("failedAct")}>{sentenceOf(current.error, locale)}</ErrorState>}
      <SegmentedControl
        className="mb-3"
        label={t("verdict")}
        value={verdict}
        onChange={setVerdict}
        choices={[
          { value: "keep", label: t("keep") },
          { value: "remove", label: t("remove") },
        ]}
      />
      {missing(!verdict, t("verdictMissing")) && (
        <p role="alert" className="mb-3 font-bold text-s4 text-xs">
          {t("verdictMissing")}
        </p>
      )}
      {verdict === "keep" && (
        <Field
          className="mb-3"
          label={t("until")}
          required
          error={fieldFault(keep.error, "/until", locale) ?? missing(!until, t("untilMissing"))}
        >
          {(control) => (
            <Input
              {...control}
              type="date"
              className="w-40"
              value={until}
              onChange={(event) => setUntil(event.target.value)}
            />
          )}
        </Field>
      )}
      <Field
        label={ledger("reason")}
        required
        error={fieldFault(current?.error, "/reason", locale) ?? missing(!reason.trim(), ledger("reasonMissing"))}
      >
        {(control) => (
          <Textarea
            {...control}
            rows={4}
            maxLength={1_000}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
    </Dialog>
  );
}
