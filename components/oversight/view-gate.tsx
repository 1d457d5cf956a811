"use client";

import { useFormatter, useLocale, useTranslations } from "next-intl";
import type { FormEvent } from "react";
import { type RouterOutputs, sentenceOf, useTRPCClient } from "@/components/trpc/provider";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";
import { Section } from "@/components/ui/page";
import { StatusWord } from "@/components/ui/status-word";
import { grantHours } from "@/server/oversight/contract";
import { useOversightAct } from "./use-oversight-act";

type Standing = RouterOutputs["oversight"]["standings"][number];

/** Stands where the list would: the filters name a colleague, and nobody has said yes yet. */
export function ViewGate({ standing }: { standing: Standing }) {
  const t = useTranslations("oversight");
  const format = useFormatter();
  const { name } = standing;
  const until = standing.until ? format.dateTime(standing.until, "short") : "";
  return (
    <Section title={t("gate.title", { name })} className="mt-3 max-w-[720px] border-t-0 px-0">
      <p className="mb-3 text-ink-2">{t("gate.note", { name, hours: grantHours })}</p>
      {standing.standing && standing.standing !== "granted" && (
        <p className="mb-3">
          <StatusWord glyph={standing.standing === "waiting" ? "clock" : "bar"} className="whitespace-normal">
            {t(`gate.${standing.standing}`, { until, hours: grantHours })}
          </StatusWord>
        </p>
      )}
      {standing.standing === "waiting" && standing.viewId ? (
        <Withdraw viewId={standing.viewId} name={name} />
      ) : (
        <Ask staffId={standing.staffId} />
      )}
    </Section>
  );
}

function Ask({ staffId }: { staffId: string }) {
  const t = useTranslations("oversight");
  const locale = useLocale();
  const client = useTRPCClient();
  const ask = useOversightAct((reason: string) => client.oversight.ask.mutate({ staffId, reason }), t("said.asked"));
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    ask.mutate(String(new FormData(event.currentTarget).get("reason") ?? ""));
  };
  return (
    <form onSubmit={submit} className="max-w-[480px]">
      <Field
        label={t("gate.reason")}
        hint={t("gate.reasonHint")}
        error={ask.error && sentenceOf(ask.error, locale)}
        required
      >
        {(control) => <Textarea {...control} name="reason" minLength={4} maxLength={300} />}
      </Field>
      <Button look="pen" type="submit" disabled={ask.isPending} className="mt-3">
        {t("gate.submit")}
      </Button>
    </form>
  );
}

function Withdraw({ viewId, name }: { viewId: string; name: string }) {
  const t = useTranslations("oversight");
  const locale = useLocale();
  const client = useTRPCClient();
  const end = useOversightAct(() => client.oversight.end.mutate({ viewId }), t("said.withdrawn"));
  return (
    <>
      <Button disabled={end.isPending} aria-label={t("act.withdrawOf", { name })} onClick={() => end.mutate({})}>
        {t("act.withdraw")}
      </Button>
      {end.error && <p className="mt-1 font-bold text-s4 text-xs">{sentenceOf(end.error, locale)}</p>}
    </>
  );
}
