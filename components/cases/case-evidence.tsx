"use client";

import { useFormatter, useLocale, useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { type RouterOutputs, sentenceOf } from "@/components/trpc/provider";
import { Button } from "@/components/ui/button";
import { classNames } from "@/components/ui/class-names";
import { useDot } from "@/components/ui/dot";
import { Icon } from "@/components/ui/icon";
import { Section } from "@/components/ui/page";
import { ErrorState } from "@/components/ui/states";

export type Evidence = RouterOutputs["cases"]["evidence"];
type Item = Evidence["items"][number];

/** What is known of the evidence now. */
export type EvidenceState =
  | { readonly kind: "closed" }
  /** It opens with the claim. */
  | { readonly kind: "waiting" }
  | { readonly kind: "opening" }
  | { readonly kind: "open"; readonly evidence: Evidence }
  | { readonly kind: "failed"; readonly error: unknown };

const foldedLength = 600;
const shortHash = (sha256: string) => `${sha256.slice(0, 4)}…${sha256.slice(-4)}`;

/** A message or attachment: text before pixels, and of what is not text the kind, the hash and the address as text. */
function EvidenceLine({ item }: { item: Item }) {
  const dot = useDot();
  const t = useTranslations("cases.evidence");
  const format = useFormatter();
  const [isWhole, setWhole] = useState(false);
  const { author, text } = item;
  const who = author ? (author.name ?? t("author", { id: author.externalId })) : t("unknownAuthor");
  const isLong = text !== null && text.length > foldedLength;
  const isReported = item.role === "reported";
  const at = item.sentAt ?? item.receivedAt;
  return (
    <li
      className={classNames(
        "grid grid-cols-[44px_minmax(0,1fr)] gap-x-2.5 py-[5px]",
        isReported && "-ml-3 pl-3 shadow-[inset_2px_0_0_var(--ink)]",
      )}
    >
      <time dateTime={at.toISOString()} title={format.dateTime(at, "minute")} className="text-ink-3 text-xs leading-5">
        {format.dateTime(at, "clock")}
      </time>
      <div className="min-w-0">
        <p className="text-ink-3 text-xs">
          {author?.role && `${t(`role.${author.role as "member"}`)}${dot}`}
          {who}
          {dot}
          {isReported ? t("reported", { count: item.reports }) : t("context")}
        </p>
        {item.hashOnly && <p className="text-ink-2">{t("hashOnly")}</p>}
        {item.erased && <p className="text-ink-2">{t("erased")}</p>}
        {text !== null && (
          <p className="whitespace-pre-wrap break-words">
            {isLong && !isWhole ? `${text.slice(0, foldedLength)}…` : text}
          </p>
        )}
        {isLong && (
          <button type="button" className="link link-small" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
            {t(isWhole ? "less" : "all")}
          </button>
        )}
        {item.kind !== "text" && (
          <p className="flex flex-wrap items-center gap-x-2 text-ink-2 text-xs">
            <span>{t(`kind.${item.kind}`)}</span>
            {item.url && <span className="break-all font-mono">{item.url}</span>}
            <span className="inline-flex items-center gap-1 text-ink-3">
              <Icon name="lock" className="size-3" />
              {t("notFetched")}
            </span>
          </p>
        )}
        <p className="flex flex-wrap gap-x-2 text-ink-3 text-xs">
          <span className="font-mono" title={item.sha256}>
            sha256 {shortHash(item.sha256)}
          </span>
          {(item.views !== null || item.forwards !== null || item.comments !== null) && (
            <span>
              {t("counts", {
                views: format.number(item.views ?? 0),
                forwards: format.number(item.forwards ?? 0),
                comments: format.number(item.comments ?? 0),
              })}
            </span>
          )}
        </p>
      </div>
    </li>
  );
}

/** The evidence as it was sealed on arrival. Opening it is logged, once for each claim. */
export function CaseEvidence({ state, onOpen }: { state: EvidenceState; onOpen: () => void }) {
  const t = useTranslations("cases.evidence");
  const locale = useLocale();
  const items = state.kind === "open" ? state.evidence.items : [];
  // The button goes once it was pressed: the focus stays where the evidence appears.
  const place = useRef<HTMLDivElement>(null);
  const open = () => {
    place.current?.focus();
    onOpen();
  };
  const last = items.reduce<Date | null>((at, { receivedAt }) => (at && at > receivedAt ? at : receivedAt), null);
  return (
    <Section title={t("title")} aside={last && <SealedAt at={last} />}>
      <div ref={place} tabIndex={-1} className="min-h-24">
        {state.kind === "closed" && (
          <div className="flex flex-wrap items-center gap-3">
            <Button onClick={open}>
              <Icon name="eye" />
              {t("open")}
            </Button>
            <span className="text-ink-3 text-xs">{t("openNote")}</span>
          </div>
        )}
        {state.kind === "waiting" && <p className="text-ink-3">{t("waiting")}</p>}
        {state.kind === "opening" && <p className="text-ink-3">{t("opening")}</p>}
        {state.kind === "failed" && (
          <ErrorState title={t("failed")} action={<Button onClick={open}>{t("open")}</Button>}>
            {sentenceOf(state.error, locale)}
          </ErrorState>
        )}
        {state.kind === "open" && items.length === 0 && <p className="text-ink-3">{t("none")}</p>}
        {items.length > 0 && (
          <ul>
            {items.map((item) => (
              <EvidenceLine key={item.id} item={item} />
            ))}
          </ul>
        )}
        {state.kind === "open" && state.evidence.isMore && (
          <p className="text-ink-3 text-xs">{t("isMore", { count: items.length })}</p>
        )}
      </div>
    </Section>
  );
}

function SealedAt({ at }: { at: Date }) {
  const t = useTranslations("cases.evidence");
  const format = useFormatter();
  return t("sealed", { time: format.dateTime(at, "short") });
}
