"use client";

import { useMutation } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { useKeys } from "@/components/shell/use-keys";
import { fieldFault, type RouterOutputs, sentenceOf, useTRPC } from "@/components/trpc/provider";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { announce } from "@/components/ui/live-region";
import { Panes, Rail, Section } from "@/components/ui/page";
import { ErrorState } from "@/components/ui/states";
import { showToast } from "@/components/ui/toast";
import { incidentNumber, longestTitle } from "@/server/incidents/contract-words";
import { contentOf, nothingSaid, type Said, saidBy, selectionOf } from "./form-state";
import { type Clause, MeasureFields } from "./measure-fields";
import { type Preview, PreviewPanel } from "./preview-panel";
import { SubjectFields } from "./subject-fields";

type Props = {
  clauses: readonly Clause[];
  /** The draft that is changed; null for a new one. */
  draft: RouterOutputs["incidents"]["get"] | null;
  onSaved: (number: number) => void;
  /** Leaves without saving. */
  onLeave: () => void;
};

/** An incident as it is written down: whom, what, and beside it what would happen. */
export function IncidentForm({ clauses, draft, onSaved, onLeave }: Props) {
  const t = useTranslations("incidents.form");
  const previews = useTranslations("incidents.preview");
  const keys = useTranslations("incidents.keys");
  const locale = useLocale();
  const trpc = useTRPC();
  const [begun] = useState<Said>(() => (draft ? saidBy(draft) : nothingSaid));
  const [said, setSaid] = useState<Said>(begun);
  const [isLeaving, setLeaving] = useState(false);
  const [seen, setSeen] = useState<{ preview: Preview; said: Said } | null>(null);
  const [missing, setMissing] = useState<string>();
  const change = (part: Partial<Said>) => {
    setSaid((now) => ({ ...now, ...part }));
    setLeaving(false);
  };
  const isDirty = said !== begun;
  useEffect(() => {
    if (!isDirty) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [isDirty]);
  const leave = () => {
    if (!isDirty || isLeaving) return onLeave();
    setLeaving(true);
    announce(t("unsaved"), "assertive");
  };
  const failed = (error: unknown) => announce(`${t("failed")} ${sentenceOf(error, locale)}`, "assertive");
  const saved = (number: number) => {
    showToast({ text: t("saved", { number: incidentNumber(number) }) });
    onSaved(number);
  };

  const preview = useMutation(trpc.incidents.previewNew.mutationOptions({ onError: failed }));
  const create = useMutation(
    trpc.incidents.draft.mutationOptions({ onSuccess: ({ number }) => saved(number), onError: failed }),
  );
  const revise = useMutation(
    trpc.incidents.revise.mutationOptions({ onSuccess: () => saved(draft?.number ?? 0), onError: failed }),
  );
  const isWorking = preview.isPending || create.isPending || revise.isPending;

  /** What the form says, or why it says too little to be judged. */
  const complete = () => {
    const selection = selectionOf(said);
    const content = contentOf(said);
    if (selection === "none") {
      setMissing(t("missingSubjects"));
      return null;
    }
    if (!content) {
      setMissing(t("measure"));
      return null;
    }
    setMissing(undefined);
    return { selection, content };
  };
  const look = () => {
    const given = complete();
    // Subjects that the draft keeps are judged on its own page, once it is saved.
    if (!given?.selection) return;
    preview.mutate(
      { ...given.content, selection: given.selection },
      { onSuccess: (shown) => setSeen({ preview: shown, said }) },
    );
  };
  const save = () => {
    const given = complete();
    if (!given || isWorking) return;
    const { content, selection } = given;
    if (draft) revise.mutate({ ...content, selection, incidentId: draft.id, version: draft.version });
    else if (selection) create.mutate({ ...content, selection });
  };
  useKeys([
    { keys: ["V"], does: keys("preview"), run: look, when: !isWorking && said.by !== "keep" },
    { keys: ["Mod+Enter"], does: keys("save"), run: save, when: !isWorking },
    { keys: ["Esc"], does: keys("leave"), run: leave, when: !isWorking },
  ]);

  const error = preview.error ?? create.error ?? revise.error;
  const faultAt = (pointer: string) => {
    const fault = seen?.preview.faults.find((each) => each.pointer === pointer);
    return fault ? (locale.startsWith("zh") ? fault.reason.zh : fault.reason.en) : fieldFault(error, pointer, locale);
  };
  const foot = (
    <div className="grid gap-2">
      {error && <ErrorState title={t("failed")}>{sentenceOf(error, locale)}</ErrorState>}
      {missing && <ErrorState title={missing} />}
      {isLeaving && <ErrorState title={t("unsaved")} />}
      <div className="grid grid-cols-2 gap-2">
        <Button size="large" keys="V" disabled={isWorking || said.by === "keep"} onClick={look}>
          {t("preview")}
        </Button>
        <Button look="pen" size="large" keys="Mod+Enter" disabled={isWorking} onClick={save}>
          {t("save")}
        </Button>
      </div>
    </div>
  );
  return (
    <Panes
      railLabel={previews("title")}
      rail={
        <Rail title={previews("title")} aside={seen && seen.said !== said ? t("stale") : undefined} foot={foot} isText>
          {preview.isPending ? (
            <p role="status" className="px-4 py-3 text-ink-2">
              {previews("loading")}
            </p>
          ) : seen ? (
            <PreviewPanel preview={seen.preview} />
          ) : (
            <p className="px-4 py-3 text-ink-2">{said.by === "keep" ? t("kept") : previews("empty")}</p>
          )}
        </Rail>
      }
    >
      <header className="px-5 py-3">
        <h1 className="text-xl">{draft ? t("edit", { number: incidentNumber(draft.number) }) : t("new")}</h1>
        <p className="max-w-3xl text-ink-2 text-s">{t("intro")}</p>
      </header>
      <Section title={t("who")}>
        <SubjectFields said={said} change={change} kept={draft ? draft.total : null} />
      </Section>
      <Section title={t("what")}>
        <div className="grid max-w-3xl gap-3">
          <MeasureFields said={said} change={change} faultAt={faultAt} clauses={clauses} />
          <Field label={t("title")} required hint={t("titleHint")} error={faultAt("/title")}>
            {(control) => (
              <Input
                {...control}
                maxLength={longestTitle}
                value={said.title}
                onChange={(event) => change({ title: event.target.value })}
              />
            )}
          </Field>
        </div>
      </Section>
    </Panes>
  );
}
