import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import type { RouterOutputs } from "@/components/trpc/provider";
import { ButtonLink } from "@/components/ui/button";
import { Facts, Mono } from "@/components/ui/facts";
import { PageTitle, Section, Sheet } from "@/components/ui/page";
import { ErrorState } from "@/components/ui/states";
import { StatusWord } from "@/components/ui/status-word";
import { caseNumber } from "@/server/cases/contract";
import { EntryState } from "./entry-state";
import { useAuditWords } from "./words";

type Entry = RouterOutputs["audit"]["entry"];

/** Text of a machine, as it is but for the breaks of long lines. */
function Bytes({ children }: { children: string }) {
  return <pre className="whitespace-pre-wrap break-all bg-well p-3 font-mono text-xs leading-[18px]">{children}</pre>;
}

/** One entry: who, what, when; its leaf and the proof of it; its body; what it only commits to. */
export function EntryScreen({ entry, proof }: { entry: Entry; proof: RouterOutputs["audit"]["proof"] | null }) {
  const t = useTranslations("audit");
  const format = useFormatter();
  const words = useAuditWords();
  const { leaf, subject, actor } = entry;
  const time = (at: Date) => (
    <time dateTime={at.toISOString()}>
      {format.dateTime(at, "second")} <Mono className="text-ink-3">{at.toISOString()}</Mono>
    </time>
  );
  const number = entry.caseNumber === null ? null : caseNumber(entry.caseNumber);
  const facts = [
    { key: "occurred", label: t("entry.occurred"), value: time(entry.occurredAt) },
    {
      key: "actor",
      label: t("column.actor"),
      value: (
        <>
          {actor.name ?? words.actor(actor.kind)} <Mono className="text-ink-2">{actor.ref}</Mono>
        </>
      ),
    },
    {
      key: "subject",
      label: t("column.subject"),
      value: (
        <>
          {words.subject(subject.kind)} {subject.name ?? subject.code} <Mono className="text-ink-2">{subject.ref}</Mono>
        </>
      ),
    },
    ...(number
      ? [
          {
            key: "case",
            label: t("column.case"),
            value: (
              <Link className="link font-mono" href={`/cases/${number}`}>
                {number}
              </Link>
            ),
          },
        ]
      : []),
    { key: "appended", label: t("entry.appended"), value: time(entry.appendedAt) },
    { key: "id", label: t("entry.id"), value: <Mono>{entry.id}</Mono> },
  ];
  return (
    <Sheet>
      <PageTitle
        title={words.action(entry.action)}
        aside={<Mono>{entry.action}</Mono>}
        tools={
          <ButtonLink href="/audit" look="quiet">
            {t("entry.back")}
          </ButtonLink>
        }
      />
      {leaf && !leaf.fits && <ErrorState title={t("entry.fitsNot")}>{t("entry.fitsNotAdvice")}</ErrorState>}
      <div className="grid max-w-[1100px] gap-x-6 wide:grid-cols-2">
        <Section title={t("entry.facts")} className="px-0">
          <Facts facts={facts} labelWidth="84px" />
        </Section>
        <Section title={t("entry.leaf")} className="px-0">
          {leaf ? (
            <Facts
              labelWidth="84px"
              facts={[
                {
                  key: "index",
                  label: t("column.state"),
                  value: <EntryState index={leaf.index} state={entry.state} />,
                },
                { key: "at", label: t("entry.sequenced"), value: time(leaf.sequencedAt) },
                { key: "hash", label: t("entry.hash"), value: <Mono className="break-all">{leaf.hash}</Mono> },
                ...(leaf.fits
                  ? [{ key: "fits", label: "", value: <StatusWord glyph="tick">{t("entry.fits")}</StatusWord> }]
                  : []),
              ]}
            />
          ) : (
            <StatusWord glyph="clock">{t("entry.waits")}</StatusWord>
          )}
          {proof && (
            <p className="mt-3 max-w-[52ch] text-ink-2 text-xs">
              <a
                className="link text-s"
                download={proof.name}
                href={`data:text/plain;charset=utf-8,${encodeURIComponent(proof.text)}`}
              >
                {t("entry.proof")}
              </a>
              <br />
              {t("entry.proofHint")}
            </p>
          )}
        </Section>
      </div>
      {leaf?.header && (
        <Section title={t("entry.header")} className="px-0">
          <Bytes>{leaf.header}</Bytes>
        </Section>
      )}
      <Section title={t("entry.body")} className="px-0">
        <Bytes>{entry.body}</Bytes>
      </Section>
      {entry.commitments.length > 0 && (
        <Section title={t("entry.commitments")} className="px-0">
          <table className="w-full border-collapse text-left">
            <caption className="sr-only">{t("entry.commitments")}</caption>
            <thead className="text-ink-3 text-xs">
              <tr>
                <th scope="col" className="h-8 pr-3 font-regular">
                  {t("entry.field")}
                </th>
                <th scope="col" className="pr-3 font-regular">
                  {t("entry.commitment")}
                </th>
                <th scope="col" className="font-regular">
                  {t("entry.value")}
                </th>
              </tr>
            </thead>
            <tbody>
              {entry.commitments.map((field) => (
                <tr key={field.name} className="border-rule border-t">
                  <th scope="row" className="h-8 pr-3 font-mono font-regular">
                    {field.name}
                  </th>
                  <td className="break-all pr-3 font-mono text-xs">{field.commitment}</td>
                  <td>
                    <StatusWord glyph={field.isKept ? "tick" : "bar"}>
                      {field.isKept ? t("entry.kept") : t("entry.erased")}
                    </StatusWord>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Section>
      )}
    </Sheet>
  );
}
