"use client";

import { useLocale, useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { useKeys } from "@/components/shell/use-keys";
import { faultsIn } from "@/components/trpc/provider";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { announce } from "@/components/ui/live-region";
import { Panes } from "@/components/ui/page";
import {
  isMeasureSample,
  type NoticeLanguage,
  type NoticeTexts,
  type SampleKey,
  type TextKey,
  textKeys,
} from "@/server/notices/contract";
import { DraftHead } from "./draft-head";
import type { Draft } from "./draft-screen";
import { EditorFoot } from "./editor-foot";
import { SampleRail, usualChoice } from "./sample-rail";
import { TextFields } from "./text-fields";
import { useDraftAct } from "./use-draft-act";
import { useSample } from "./use-sample";
import { useBoth } from "./words";

const fieldAt = (pointer: string): HTMLElement | null => {
  const [, , key, language] = pointer.split("/");
  return document.querySelector(pointer === "/label" ? '[data-text="label"]' : `[data-text="${key}-${language}"]`);
};

/** The sample that shows a text best. */
const sampleOf = (key: TextKey, now: SampleKey): SampleKey => {
  if (key === "remedy_used") return "after_appeal";
  if (key === "provisional" || key === "authority") return key;
  if (key === "frame" || key === "remedy_open") return now === "after_appeal" && key !== "frame" ? "warn" : now;
  return isMeasureSample(key) ? key : now;
};

/** Writes a draft: all texts in both languages, a sample beside them, and what they change. */
export function DraftEditor({ draft }: { draft: Draft }) {
  const t = useTranslations("notices");
  const locale = useLocale();
  const both = useBoth();
  const [texts, setTexts] = useState<NoticeTexts>(draft.texts);
  const [label, setLabel] = useState(draft.label);
  const [choice, setChoice] = useState(usualChoice(locale));
  const sampled = useSample(texts, choice.key, choice.isLongest);
  const isDirty = label !== draft.label || JSON.stringify(texts) !== JSON.stringify(draft.texts);

  const refused = (error: unknown) => {
    const [first] = faultsIn(error, locale);
    if (first) fieldAt(first.pointer)?.focus();
    announce(first?.reason ?? t("draft.failed"), "assertive");
  };
  const at = { id: draft.id, version: draft.version };
  const save = useDraftAct(
    (client) => client.notices.save.mutate({ ...at, label, texts }),
    () => t("draft.savedSaid"),
    {
      onError: refused,
    },
  );
  const propose = useDraftAct(
    async (client) => {
      const saved =
        isDirty || draft.state === "returned" ? await client.notices.save.mutate({ ...at, label, texts }) : at;
      return client.notices.propose.mutate({ id: saved.id, version: saved.version });
    },
    () => t("draft.proposed"),
    { onError: refused },
  );
  const isBusy = save.isPending || propose.isPending;
  const run = (act: typeof save) => {
    if (isBusy) return;
    save.reset();
    propose.reset();
    act.mutate(undefined);
  };

  useEffect(() => {
    if (!isDirty) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [isDirty]);
  useKeys([
    { keys: ["Mod+S"], does: t("draft.keySave"), run: () => isDirty && run(save) },
    {
      keys: ["Mod+I"],
      does: t("draft.keyInsert"),
      run: () => {
        const name = document.activeElement?.getAttribute("data-text");
        document.querySelector<HTMLElement>(name ? `[data-insert="${name}"]` : "[data-insert]")?.focus();
      },
    },
    { keys: ["Mod+Enter"], does: t("draft.keyPropose"), run: () => run(propose) },
  ]);

  const error = save.error ?? propose.error;
  const live = sampled.kind === "written" ? sampled.sample.faults : [];
  const refusedAt = faultsIn(error, locale);
  const faultsAt = (key: TextKey, language: NoticeLanguage) =>
    live.filter(({ pointer }) => pointer === `/texts/${key}/${language}`).map(({ reason }) => both(reason));
  const change = (key: TextKey, language: NoticeLanguage, text: string) =>
    setTexts((now) => ({ ...now, [key]: { ...now[key], [language]: text } }));
  return (
    <Panes
      railLabel={t("preview.title")}
      rail={
        <SampleRail
          choice={choice}
          onChoose={(part) => setChoice((now) => ({ ...now, ...part }))}
          sampled={sampled}
          foot={
            <EditorFoot
              draft={draft}
              isDirty={isDirty}
              isBusy={isBusy}
              faults={live.length}
              error={error}
              onSave={() => run(save)}
              onPropose={() => run(propose)}
            />
          }
        />
      }
    >
      <DraftHead draft={draft}>
        <Field
          className="max-w-80 pb-3"
          label={t("draft.label")}
          hint={t("draft.labelHint")}
          error={refusedAt.find(({ pointer }) => pointer === "/label")?.reason}
        >
          {(control) => (
            <Input
              {...control}
              data-text="label"
              maxLength={20}
              value={label}
              onChange={(event) => setLabel(event.target.value)}
            />
          )}
        </Field>
      </DraftHead>
      {textKeys.map((key) => (
        <TextFields
          key={key}
          name={key}
          text={texts[key]}
          before={draft.inForce.texts[key]}
          beforeNumber={draft.inForce.number}
          faultsAt={(language) => faultsAt(key, language)}
          onChange={(language, text) => change(key, language, text)}
          onReach={(language) => setChoice((now) => ({ ...now, language, key: sampleOf(key, now.key) }))}
        />
      ))}
    </Panes>
  );
}
