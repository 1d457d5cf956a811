"use client";

import { useFormatter, useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { type RouterOutputs, sentenceOf, useTRPCClient } from "@/components/trpc/provider";
import { Button, ButtonLink } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/states";
import { type StatusGlyph, StatusWord } from "@/components/ui/status-word";
import { useOversightAct } from "./use-oversight-act";

export type Desk = RouterOutputs["oversight"]["desk"];
type Row = Desk["toAnswer"][number];

/**
 * Who asks to read the log by whose acts, what one asked for oneself, and grants in force. Nothing at all when there
 * are none.
 *
 * @param without a request that the page shows elsewhere.
 */
export function ViewDesk({ desk, without }: { desk: Desk; without: string | null }) {
  const t = useTranslations("oversight.desk");
  const waiting = desk.waiting.filter(({ id }) => id !== without);
  if (desk.toAnswer.length + waiting.length + desk.grants.length === 0) return null;
  return (
    <section aria-labelledby="oversight" className="mb-3 border-rule border-y py-2">
      <h2 id="oversight" className="text-s">
        {t("title")}
      </h2>
      <ul className="max-w-[860px]">
        {desk.toAnswer.map((row) => (
          <ToAnswer key={row.id} row={row} />
        ))}
        {waiting.map((row) => (
          <Own key={row.id} row={row} glyph="clock" act="withdraw" said={t("waiting", { name: row.name })} />
        ))}
        {desk.grants.map((row) => (
          <Own
            key={row.id}
            row={row}
            glyph="tick"
            act="end"
            said={row.isOwn ? t("granted", { name: row.name }) : t("given", { asker: row.askerName, name: row.name })}
          />
        ))}
      </ul>
    </section>
  );
}

type LineProps = {
  glyph: StatusGlyph;
  said: string;
  row: Row;
  isAnswered: boolean;
  error: unknown;
  children: ReactNode;
};

function Line({ glyph, said, row, isAnswered, error, children }: LineProps) {
  const t = useTranslations("oversight.desk");
  const format = useFormatter();
  const locale = useLocale();
  const until = format.dateTime(row.until, "short");
  return (
    <li className="py-1">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="min-w-0 flex-1">
          <StatusWord glyph={glyph} className="mr-2 whitespace-normal">
            {said}
          </StatusWord>
          <span className="text-ink-3 text-xs">{t(isAnswered ? "openUntil" : "answerUntil", { until })}</span>
          {row.reason && <span className="block break-words">{t("reason", { reason: row.reason })}</span>}
        </span>
        {children}
      </div>
      {error ? <ErrorState className="mt-1" title={sentenceOf(error, locale)} /> : null}
    </li>
  );
}

function ToAnswer({ row }: { row: Row }) {
  const t = useTranslations("oversight");
  const client = useTRPCClient();
  const words = { asker: row.askerName, name: row.name };
  const agree = useOversightAct(
    () => client.oversight.answer.mutate({ viewId: row.id, answer: "approved" }),
    t("said.approved", words),
  );
  const refuse = useOversightAct(
    () => client.oversight.answer.mutate({ viewId: row.id, answer: "refused" }),
    t("said.refused"),
  );
  const isBusy = agree.isPending || refuse.isPending;
  return (
    <Line
      glyph="half"
      said={t("desk.toAnswer", words)}
      row={row}
      isAnswered={false}
      error={agree.error ?? refuse.error}
    >
      <Button size="small" disabled={isBusy} aria-label={t("act.refuseTo", words)} onClick={() => refuse.mutate({})}>
        {t("act.refuse")}
      </Button>
      <Button size="small" disabled={isBusy} aria-label={t("act.agreeTo", words)} onClick={() => agree.mutate({})}>
        {t("act.agree")}
      </Button>
    </Line>
  );
}

type OwnProps = { row: Row; glyph: StatusGlyph; act: "withdraw" | "end"; said: string };

function Own({ row, glyph, act, said }: OwnProps) {
  const t = useTranslations("oversight");
  const client = useTRPCClient();
  const end = useOversightAct(
    () => client.oversight.end.mutate({ viewId: row.id }),
    t(act === "end" ? "said.ended" : "said.withdrawn"),
  );
  return (
    <Line glyph={glyph} said={said} row={row} isAnswered={act === "end"} error={end.error}>
      {act === "end" && row.isOwn && (
        <ButtonLink size="small" prefetch={false} href={`/audit?actor=staff%3A${row.staffId}`}>
          {t("act.read")}
        </ButtonLink>
      )}
      <Button
        size="small"
        disabled={end.isPending}
        aria-label={t(`act.${act}Of`, { name: row.name })}
        onClick={() => end.mutate({})}
      >
        {t(`act.${act}`)}
      </Button>
    </Line>
  );
}
