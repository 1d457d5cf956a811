"use client";

import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { RouterOutputs } from "@/components/trpc/provider";
import { Button } from "@/components/ui/button";
import { Chip, Chips } from "@/components/ui/chip";
import { useDot } from "@/components/ui/dot";
import { Icon } from "@/components/ui/icon";
import { Name } from "@/components/ui/name";
import { type Severity, SeverityMark } from "@/components/ui/severity";
import { StatusWord } from "@/components/ui/status-word";
import { caseNumber } from "@/server/cases/contract-words";
import { CaseState } from "./case-state";

export type CaseView = RouterOutputs["cases"]["get"];

/** The regulator's deadline is the only clock in a case. */
function Letter({ letter }: { letter: NonNullable<CaseView["letter"]> }) {
  const t = useTranslations("cases");
  const format = useFormatter();
  const time = format.dateTime(letter.dueAt, "short");
  return (
    <span className="text-ink-3 text-xs">
      {letter.office ? t("letter", { office: letter.office, time }) : t("letterNoOffice", { time })}
    </span>
  );
}

/** What the registry says of the subject: facts, not buttons. */
function SubjectChips({ shown, extra }: { shown: CaseView; extra?: ReactNode }) {
  const dot = useDot();
  const t = useTranslations("cases");
  const comma = useTranslations("common")("listComma");
  const format = useFormatter();
  const { facts } = shown;
  if (!facts) return null;
  const size = facts.memberCount === null ? null : format.number(facts.memberCount);
  const cap = facts.memberCap === null ? null : format.number(facts.memberCap);
  return (
    <Chips>
      {facts.grade !== null && (
        <Chip label={t("chip.grade")}>
          {t(`grade.${facts.grade as 1}`)}
          {facts.category && `${dot}${t(`groupCategory.${facts.category as "family"}`)}`}
        </Chip>
      )}
      {size !== null && (
        <Chip label={t("chip.size")}>{cap === null ? size : t("chip.sizeOf", { count: size, cap })}</Chip>
      )}
      {facts.founder && (
        <Chip label={t("chip.founder")}>
          <Link className="cut max-w-40 hover:underline" href={`/accounts/${facts.founder.id}`} prefetch={false}>
            <Name of={facts.founder.name} />
          </Link>
        </Chip>
      )}
      {facts.credit && (
        <Chip label={t("chip.credit")}>
          <b>{facts.credit}</b>
        </Chip>
      )}
      {facts.verification && (
        <Chip label={t("chip.verification")}>{t(`verification.${facts.verification as "verified"}`)}</Chip>
      )}
      {facts.restrictions.length > 0 && (
        <Chip label={t("chip.restrictions")}>
          {facts.restrictions.map((key) => t(`measureKey.${key as "warn"}`)).join(comma)}
        </Chip>
      )}
      {!facts.confirmed && <Chip>{t("chip.stub")}</Chip>}
      {extra}
    </Chips>
  );
}

type CaseHeadProps = { shown: CaseView; chips?: ReactNode; acts: ReactNode; onCopyLink: () => void };

/** Severity, number, state and letter; then the subject and what is known of it. */
export function CaseHead({ shown, chips, acts, onCopyLink }: CaseHeadProps) {
  const dot = useDot();
  const t = useTranslations("cases");
  const { subject, facts, holder } = shown;
  const registry = subject.kind === "group" ? `/groups/${subject.code}` : `/accounts/${subject.id}`;
  const status = facts?.status ? t(`groupStatus.${facts.status as "active"}`) : null;
  return (
    <header className="px-5 py-3">
      <div className="flex min-h-6 flex-wrap items-center gap-x-3 gap-y-1">
        <SeverityMark level={shown.severity as Severity} />
        <span className="font-mono text-ink-2 text-xs">{caseNumber(shown.number)}</span>
        {holder ? (
          <StatusWord glyph="half">{holder.isMe ? t("claimedByMe") : t("claimedBy", { name: holder.name })}</StatusWord>
        ) : shown.mergedInto === null ? (
          <CaseState state={shown.state} snoozedUntil={shown.snoozedUntil} />
        ) : (
          <StatusWord glyph="bar">
            {t("merge.into")}{" "}
            <Link className="link font-mono" href={`/cases/${caseNumber(shown.mergedInto)}`} prefetch={false}>
              {caseNumber(shown.mergedInto)}
            </Link>
          </StatusWord>
        )}
        {shown.letter && <Letter letter={shown.letter} />}
        <span className="ml-auto flex flex-wrap items-center gap-1">
          {acts}
          <Button look="quiet" size="small" keys="L" onClick={onCopyLink}>
            <Icon name="link" />
            {t("copyLink")}
          </Button>
        </span>
      </div>
      <div className="mt-1 mb-2.5 flex min-w-0 items-baseline gap-3">
        <h1 className="cut text-xl">
          <Name of={subject.name} />
        </h1>
        <Link
          className="whitespace-nowrap font-mono text-ink-2 text-m hover:underline"
          href={registry}
          prefetch={false}
        >
          {subject.code}
        </Link>
        <span className="whitespace-nowrap text-ink-2">
          {t(`subjectKind.${subject.kind}`)}
          {status && `${dot}${status}`}
        </span>
      </div>
      <SubjectChips shown={shown} extra={chips} />
    </header>
  );
}
