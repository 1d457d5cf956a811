"use client";

import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useRouter, useSearchParams } from "next/navigation";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { useKeys } from "@/components/shell/use-keys";
import { sentenceOf, useTRPC } from "@/components/trpc/provider";
import { Button } from "@/components/ui/button";
import { classNames } from "@/components/ui/class-names";
import { AlertDialog } from "@/components/ui/dialog";
import { Facts, Hash, Mono } from "@/components/ui/facts";
import { Panes, Rail, Section } from "@/components/ui/page";
import { ErrorState } from "@/components/ui/states";
import { showToast } from "@/components/ui/toast";
import { type CheckKey, type FigureKey, figureKeys } from "@/server/filings/contract";
import { Checks } from "./checks";
import { FigureRows } from "./figure-rows";
import { LetterPaper } from "./letter-paper";
import { FilingSteps } from "./steps";

const isFigure = (text: string | null): text is FigureKey => figureKeys.some((key) => key === text);

/** A filing on three panes: what has been done, the paper or the rows behind a figure, checks and the act that commits. */
export function FilingScreen({ number }: { number: string }) {
  const t = useTranslations("filings");
  const locale = useLocale();
  const format = useFormatter();
  const router = useRouter();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { data: filing } = useSuspenseQuery(trpc.filings.get.queryOptions({ number }));
  const asked = useSearchParams().get("figure");
  const opened = isFigure(asked) ? asked : null;
  const [at, setAt] = useState<FigureKey | null>(opened);
  const [waivers, setWaivers] = useState<Partial<Record<CheckKey, string>>>({});
  const [asking, setAsking] = useState(false);

  const done = (text: string) => async () => {
    await queries.invalidateQueries({ queryKey: trpc.filings.pathKey() });
    showToast({ text });
  };
  const check = useMutation(trpc.filings.check.mutationOptions({ onSuccess: done(t("act.checkedDone")) }));
  const seal = useMutation(trpc.filings.seal.mutationOptions({ onSuccess: done(t("act.sealedDone", { number })) }));
  const abandon = useMutation(trpc.filings.abandon.mutationOptions({ onSuccess: done(t("act.abandonedDone")) }));
  const working = check.isPending || seal.isPending || abandon.isPending;
  const fault = check.error ?? seal.error ?? abandon.error;

  const runCheck = () =>
    check.mutate({
      number,
      version: filing.version,
      waivers: Object.fromEntries(
        [
          ...filing.checks.filter((item) => item.waiver).map((item) => [item.key, item.waiver]),
          ...Object.entries(waivers),
        ].filter(([, reason]) => typeof reason === "string" && reason.trim() !== ""),
      ),
    });
  const runSeal = () => seal.mutate({ number, version: filing.version });
  const commit = filing.allowed.seal ? runSeal : filing.allowed.check ? runCheck : null;

  const open = (figure: FigureKey | null) => {
    setAt(figure ?? at);
    router.replace(figure ? `?figure=${figure}` : "?", { scroll: false });
  };
  const move = (step: number) => {
    const from = at === null ? (step > 0 ? -1 : figureKeys.length) : figureKeys.indexOf(at);
    const next = figureKeys[Math.min(Math.max(from + step, 0), figureKeys.length - 1)] as FigureKey;
    setAt(next);
    document.getElementById(`figure-${next}`)?.focus();
  };
  useKeys([
    { keys: ["J", "ArrowDown"], does: t("keys.move"), run: () => move(1), repeats: true },
    { keys: ["K", "ArrowUp"], does: t("keys.move"), run: () => move(-1), repeats: true },
    { keys: ["Enter"], does: t("keys.open"), run: () => at && open(at), when: at !== null },
    { keys: ["Esc"], does: t("keys.back"), run: () => open(null), when: opened !== null },
    { keys: ["Mod+Enter"], does: t("keys.commit"), run: () => commit?.(), when: commit !== null && !working },
  ]);

  const foot =
    filing.allowed.check || filing.allowed.seal ? (
      <div className="grid gap-2">
        {fault && <ErrorState title={sentenceOf(fault, locale)} />}
        {filing.state === "checked" && filing.preparedByViewer && (
          <p className="text-ink-2 text-xs">{t("act.ownDraft")}</p>
        )}
        <div className="flex items-center justify-between gap-2">
          {filing.allowed.abandon && (
            <Button look="quiet" disabled={working} onClick={() => setAsking(true)}>
              {t("act.abandon")}
            </Button>
          )}
          {filing.allowed.seal && filing.allowed.check && (
            <Button disabled={working} onClick={runCheck}>
              {t("act.recheck")}
            </Button>
          )}
        </div>
        <Button
          look="pen"
          size="large"
          className="w-full"
          keys="Mod+Enter"
          disabled={working}
          onClick={() => commit?.()}
        >
          {working
            ? t("act.working")
            : filing.allowed.seal
              ? t("act.seal")
              : filing.state === "draft"
                ? t("act.check")
                : t("act.recheck")}
        </Button>
      </div>
    ) : undefined;

  return (
    <Panes
      listLabel={t("steps.title")}
      list={<FilingSteps filing={filing} />}
      railLabel={t("checks.title")}
      rail={
        <Rail
          title={t("railTitle", { number: filing.number, state: t(`state.${filing.state}`) })}
          aside={t("same")}
          foot={foot}
        >
          <Checks
            checks={filing.checks}
            waivers={waivers}
            {...(filing.allowed.check
              ? { onWaiver: (key: CheckKey, reason: string) => setWaivers((before) => ({ ...before, [key]: reason })) }
              : {})}
          />
          <Section title={t("figures.title")} aside={t("figures.hint")} className="px-4">
            <ul>
              {figureKeys.map((key) => (
                <li key={key} className="border-rule border-b last:border-b-0">
                  <button
                    id={`figure-${key}`}
                    type="button"
                    aria-pressed={opened === key}
                    onFocus={() => setAt(key)}
                    onClick={() => open(key)}
                    className={classNames(
                      "flex min-h-7 w-full items-center gap-3 px-1 text-start hover:bg-hover",
                      (opened === key || at === key) && "bg-pen-wash",
                    )}
                  >
                    <span className="flex-1">{t(`figures.${key}`)}</span>
                    <span className="tabular-nums">{format.number(filing.figures[key])}</span>
                    <span className="w-20 text-end text-pen text-xs underline decoration-pen-line underline-offset-4">
                      {t("checks.rows", { count: filing.figures[key] })}
                    </span>
                  </button>
                </li>
              ))}
            </ul>
          </Section>
          <Section title={t("proof.title")} className="px-4">
            <Facts
              size="small"
              labelWidth="72px"
              facts={[
                { label: t("proof.asOf"), value: <Mono>{t("proof.size", { size: Number(filing.asOf.size) })}</Mono> },
                { label: t("proof.root"), value: <Hash value={filing.asOf.root} /> },
                { label: t("proof.content"), value: <Hash value={filing.canonicalSha256} /> },
              ]}
            />
            {filing.checkedAt && <p className="mt-1 text-ink-2 text-xs">{t("proof.recomputed")}</p>}
          </Section>
          {filing.files.length > 0 ? (
            <Section title={t("files")} className="px-4">
              <ul className="grid gap-1">
                {filing.files.map((file) => (
                  <li key={file.kind} className="flex items-center justify-between gap-3">
                    <a className="link" href={`/filings/${filing.number}/files/${file.kind}`} download={file.name}>
                      {t(`file.${file.kind as "docx"}`)}
                    </a>
                    <Hash value={file.sha256} className="text-ink-3 text-xs" />
                  </li>
                ))}
              </ul>
              {filing.isBundled && (
                <div className="mt-2 border-rule border-t pt-2">
                  <a className="link" href={`/filings/${filing.number}/files/bundle`} download={`${number}-bundle.zip`}>
                    {t("bundle.download")}
                  </a>
                  <p className="text-ink-3 text-xs">
                    {t("bundle.hint")}{" "}
                    <a className="link" href="/verifier.html" download>
                      {t("bundle.verifier")}
                    </a>
                  </p>
                </div>
              )}
            </Section>
          ) : (
            <p className="px-4 py-3 text-ink-2 text-xs">{t("after")}</p>
          )}
        </Rail>
      }
    >
      {opened ? (
        <FigureRows number={number} figure={opened} onBack={() => open(null)} />
      ) : (
        <div className="min-h-full bg-well p-5">
          <h1 className="sr-only">{`${t("title")} ${number}`}</h1>
          <LetterPaper blocks={filing.blocks} figure={at} onFigure={open} nameOf={(key) => t(`figures.${key}`)} />
        </div>
      )}
      <AlertDialog
        open={asking}
        onOpenChange={setAsking}
        title={t("act.abandonAsk")}
        footer={
          <>
            <Button onClick={() => setAsking(false)}>{t("rows.back")}</Button>
            <Button
              look="pen"
              onClick={() => {
                setAsking(false);
                abandon.mutate({ number, version: filing.version });
              }}
            >
              {t("act.abandon")}
            </Button>
          </>
        }
      />
    </Panes>
  );
}
