import Link from "next/link";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import type { RouterOutputs } from "@/components/trpc/provider";
import { ButtonLink } from "@/components/ui/button";
import { useDot } from "@/components/ui/dot";
import { type Fact, Facts, Hash, Mono } from "@/components/ui/facts";
import { useName } from "@/components/ui/name";
import { PageTitle, Panes, Rail, Section } from "@/components/ui/page";
import { Time } from "@/components/ui/time";
import { caseNumber } from "@/server/cases/contract-words";
import { incidentNumber } from "@/server/enforcement/contract-batch";
import { Chain } from "./chain";
import { DeliveryState } from "./ledger-list";
import { MeasureActs } from "./measure-acts";
import { RectificationAnswer } from "./rectification-answer";
import { lengthDays, useMeasureWords } from "./words";

type View = RouterOutputs["measures"]["get"];

/** The incident that a measure came from: a way to it for those who may read incidents, its number for others. */
function Incident({ number, mayOpen }: { number: number; mayOpen: boolean }) {
  const name = incidentNumber(number);
  if (!mayOpen) return name;
  return (
    <Link href={`/incidents/${name}`} className="link" prefetch={false}>
      {name}
    </Link>
  );
}

type Props = { shown: View; mayOpenIncidents: boolean };

/** One measure and everything that explains it: report → case → decision → measure → order → receipt → notice. */
export function MeasureScreen({ shown, mayOpenIncidents }: Props) {
  const dot = useDot();
  const t = useTranslations("enforcement.ledger");
  const words = useTranslations("enforcement");
  const format = useFormatter();
  const zh = useLocale().startsWith("zh");
  const name = useMeasureWords();
  const nameOf = useName();
  const inLocale = (text: { zh: string; en: string }) => (zh ? text.zh : text.en);
  const at = (date: Date) => format.dateTime(date, "short");
  const { decision, rectification } = shown;
  const title = name({ key: shown.key, parameters: shown.parameters, days: lengthDays(shown) });
  const measureLink = (id: string) => (
    <Link href={`/measures/${id}`} className="link">
      <Hash value={id} />
    </Link>
  );
  const chain: Fact[] = [
    {
      label: t("reports"),
      value: shown.reports.first
        ? t("reportCount", { count: shown.reports.count, time: at(shown.reports.first) })
        : t("reportNone"),
    },
    {
      label: t("case"),
      value: (
        <Link href={`/cases/${caseNumber(shown.caseNumber)}`} className="link">
          {t("caseLine", { case: caseNumber(shown.caseNumber), round: decision.round })}
        </Link>
      ),
    },
    {
      label: t("decision"),
      value: [
        decision.by === null ? t("decidedCovered") : t("decidedBy", { name: decision.by, time: at(decision.at) }),
        ...(decision.approvedAt && decision.approvedBy !== null
          ? [t("approvedBy", { name: decision.approvedBy, time: at(decision.approvedAt) })]
          : []),
      ].join(dot),
    },
    {
      label: t("measure"),
      value: [
        title,
        t("measureLine", { from: at(shown.from) }),
        ...(shown.until ? [words("rail.until", { time: at(shown.until) })] : []),
        words(`state.${shown.state}`),
        ...(shown.endedAt ? [at(shown.endedAt)] : []),
      ].join(dot),
    },
    ...(rectification
      ? [
          {
            label: t("rectification"),
            value: (
              <>
                {[
                  t(`rectificationState.${rectification.state}`),
                  t("due", { time: at(rectification.dueAt) }),
                  ...(rectification.checkedBy !== null && rectification.checkedAt
                    ? [t("checkedBy", { name: rectification.checkedBy, time: at(rectification.checkedAt) })]
                    : []),
                ].join(dot)}
                {rectification.submittedAt && shown.may.answer && <RectificationAnswer measureId={shown.id} />}
                {rectification.items && (
                  <ol className="list-decimal pl-5">
                    {rectification.items.map((item) => (
                      <li key={item}>{item}</li>
                    ))}
                  </ol>
                )}
              </>
            ),
          },
        ]
      : []),
    ...shown.orders.map((order) => ({
      key: order.id,
      label: t(`orderType.${order.type.replace(".", "_") as "measure_ordered"}`),
      value: (
        <span className="flex flex-wrap items-center gap-x-3">
          <Time at={order.at} form="short" />
          <DeliveryState state={order.receipt ? (order.receipt as "executed" | "failed") : order.delivery} />
          <span className="text-ink-3 text-xs">
            {t("endpoints", { count: order.endpoints })}
            {dot}
            {order.receiptAt ? `${t("receipt")} ${at(order.receiptAt)}` : t("receiptNone")}
          </span>
        </span>
      ),
    })),
    {
      label: t("notice"),
      value: shown.notice ? (
        <span className="flex flex-wrap gap-x-3">
          <Time at={shown.notice.issuedAt} form="short" />
          {shown.notice.url && (
            <Link href={shown.notice.url} className="link" prefetch={false}>
              {t("open")}
            </Link>
          )}
        </span>
      ) : (
        t("noticeNone")
      ),
    },
    ...(shown.reversedBy ? [{ label: t("reversedBy"), value: measureLink(shown.reversedBy) }] : []),
    ...(shown.reverses ? [{ label: t("reverses"), value: measureLink(shown.reverses) }] : []),
  ];
  const grounds: Fact[] = [
    {
      label: t("clauses"),
      value: decision.clauses.map((clause) => (
        <span key={clause.clause} className="block">
          {clause.clause} {inLocale(clause.names)}
        </span>
      )),
    },
    { label: t("policyLabel"), value: t("policy", { label: decision.policyLabel }) },
    ...(decision.legal.length > 0
      ? [
          {
            label: t("legal"),
            value: decision.legal.map((law) => (
              <span key={law.en} className="block">
                {inLocale(law)}
              </span>
            )),
          },
        ]
      : []),
    ...(decision.authority
      ? [{ label: t("authority"), value: `${decision.authority.office} ${decision.authority.number}` }]
      : []),
    ...(decision.incident === null
      ? []
      : [
          {
            label: t("incident"),
            // The incident's page names who decided: no way there for whoever is not to know it yet.
            value: <Incident number={decision.incident} mayOpen={mayOpenIncidents && decision.by !== null} />,
          },
        ]),
  ];
  const ids: Fact[] = [
    { label: t("measure"), value: <Mono className="break-all text-xs">{shown.id}</Mono> },
    ...shown.orders.map((order) => ({
      key: order.id,
      label: t(`orderType.${order.type.replace(".", "_") as "measure_ordered"}`),
      value: <Mono className="break-all text-xs">{order.id}</Mono>,
    })),
  ];
  return (
    <Panes
      railLabel={t("grounds")}
      rail={
        <Rail title={t("grounds")}>
          <div className="px-4 py-3">
            <Facts facts={grounds} />
          </div>
          <Section title={t("ids")} className="px-4">
            <Facts facts={ids} />
          </Section>
        </Rail>
      }
    >
      <div className="px-6 pb-6">
        <PageTitle
          title={`${title}${zh ? "：" : ": "}${nameOf(shown.subjectName)}`}
          aside={
            <>
              <Mono>{shown.subjectCode}</Mono>
              <span>{words(`standing.${shown.standing}`)}</span>
              {shown.isProvisional && <span>{t("provisional")}</span>}
              {shown.isReversal && <span>{t("reversal")}</span>}
            </>
          }
          tools={
            <>
              <MeasureActs measureId={shown.id} version={shown.version} may={shown.may} verdicts={shown.verdicts} />
              <ButtonLink href="/measures" look="quiet">
                {t("back")}
              </ButtonLink>
            </>
          }
        />
        <section aria-labelledby="chain" className="border-rule border-t pt-3">
          <h2 id="chain" className="mb-3 text-s">
            {t("chain")}
          </h2>
          <Chain facts={chain} />
        </section>
      </div>
    </Panes>
  );
}
