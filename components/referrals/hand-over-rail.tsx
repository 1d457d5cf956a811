"use client";

import { useMutation } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { type FormEvent, useId, useRef } from "react";
import { useKeys } from "@/components/shell/use-keys";
import { fieldFault, sentenceOf, useTRPC } from "@/components/trpc/provider";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input, Select } from "@/components/ui/input";
import { Rail } from "@/components/ui/page";
import { ErrorState } from "@/components/ui/states";
import { isoDay } from "@/server/kernel/calendar";
import { contactLimit, type HandoverWay, handoverWays, receiptLimit } from "@/server/referrals/contract-words";
import { PackageLink } from "./package-link";
import { ReferralSteps } from "./referral-steps";
import type { ReferralView } from "./use-draft";
import { instantIn, minuteIn } from "./zone-minute";

type Props = { shown: ReferralView; asOf: Date; onDone: (text: string) => void; onAbandon: () => void };

const text = (form: FormData, name: string) => String(form.get(name) ?? "");

/** After the seal: how it was handed over, to whom and when. */
export function HandOverRail({ shown, asOf, onDone, onAbandon }: Props) {
  const t = useTranslations("referrals");
  const locale = useLocale();
  const trpc = useTRPC();
  const formId = useId();
  const form = useRef<HTMLFormElement>(null);
  const record = useMutation(
    trpc.referrals.handOver.mutationOptions({ onSuccess: () => onDone(t("done.handed_over")) }),
  );
  const sealedAt = shown.sealed?.at ?? asOf;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (record.isPending) return;
    const given = new FormData(event.currentTarget);
    record.mutate({
      number: shown.number,
      version: shown.version,
      way: text(given, "way") as HandoverWay,
      to: text(given, "to"),
      at: instantIn(text(given, "at")),
    });
  };
  useKeys([{ keys: ["Mod+Enter"], does: t("act.handOver"), run: () => form.current?.requestSubmit() }]);
  const fault = (name: string) => fieldFault(record.error, `/${name}`, locale);
  const foot = (
    <div className="grid gap-2">
      {record.error && <ErrorState title={t("failed")}>{sentenceOf(record.error, locale)}</ErrorState>}
      <Button look="quiet" className="justify-self-start" disabled={record.isPending} onClick={onAbandon}>
        {t("act.abandon")}
      </Button>
      <Button look="pen" size="large" keys="Mod+Enter" type="submit" form={formId} disabled={record.isPending}>
        {t("act.handOver")}
      </Button>
    </div>
  );
  return (
    <Rail title={t("rail.title")} aside={t("rail.aside")} foot={foot}>
      <PackageLink shown={shown} />
      <form ref={form} id={formId} onSubmit={submit} className="grid gap-3 border-rule border-b px-4 py-3">
        <h3 className="text-s">{t("handover.title")}</h3>
        <Field label={t("handover.way")} error={fault("way")} required>
          {(control) => (
            <Select {...control} name="way" className="h-8 w-full" defaultValue="">
              <option value="" disabled>
                {t("handover.choose")}
              </option>
              {handoverWays.map((way) => (
                <option key={way} value={way}>
                  {t(`way.${way}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={t("handover.to")} error={fault("to")} required>
          {(control) => <Input {...control} name="to" maxLength={contactLimit} />}
        </Field>
        <Field label={t("handover.at")} hint={t("handover.zone")} error={fault("at")} required>
          {(control) => (
            <Input
              {...control}
              type="datetime-local"
              name="at"
              defaultValue={minuteIn(asOf > sealedAt ? asOf : sealedAt)}
            />
          )}
        </Field>
      </form>
      <ReferralSteps shown={shown} />
    </Rail>
  );
}

/** After the hand-over: the office's receipt, when it comes. */
export function ReceiptRail({ shown, asOf, onDone }: Omit<Props, "onAbandon">) {
  const t = useTranslations("referrals");
  const locale = useLocale();
  const trpc = useTRPC();
  const formId = useId();
  const form = useRef<HTMLFormElement>(null);
  const record = useMutation(
    trpc.referrals.acknowledge.mutationOptions({ onSuccess: () => onDone(t("done.acknowledged")) }),
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (record.isPending) return;
    const given = new FormData(event.currentTarget);
    record.mutate({
      number: shown.number,
      version: shown.version,
      receipt: text(given, "receipt"),
      by: text(given, "by"),
      day: text(given, "day"),
    });
  };
  useKeys([{ keys: ["Mod+Enter"], does: t("act.acknowledge"), run: () => form.current?.requestSubmit() }]);
  const fault = (name: string) => fieldFault(record.error, `/${name}`, locale);
  const foot = (
    <div className="grid gap-2">
      {record.error && <ErrorState title={t("failed")}>{sentenceOf(record.error, locale)}</ErrorState>}
      <Button look="pen" size="large" keys="Mod+Enter" type="submit" form={formId} disabled={record.isPending}>
        {t("act.acknowledge")}
      </Button>
    </div>
  );
  return (
    <Rail title={t("rail.title")} aside={t("rail.aside")} foot={foot}>
      <PackageLink shown={shown} />
      <form ref={form} id={formId} onSubmit={submit} className="grid gap-3 border-rule border-b px-4 py-3">
        <h3 className="text-s">{t("receipt.title")}</h3>
        <Field label={t("receipt.number")} error={fault("receipt")} required>
          {(control) => <Input {...control} name="receipt" maxLength={receiptLimit} />}
        </Field>
        <Field label={t("receipt.by")} error={fault("by")} required>
          {(control) => <Input {...control} name="by" maxLength={contactLimit} />}
        </Field>
        <Field label={t("receipt.day")} error={fault("day")} required>
          {(control) => <Input {...control} type="date" name="day" defaultValue={isoDay(asOf)} />}
        </Field>
      </form>
      <ReferralSteps shown={shown} />
    </Rail>
  );
}
