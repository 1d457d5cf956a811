"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, type ReactNode, useId, useRef, useState } from "react";
import { useKeys } from "@/components/shell/use-keys";
import { Button } from "@/components/ui/button";
import { type Choice, RadioList } from "@/components/ui/choice";
import { Dialog } from "@/components/ui/dialog";
import { ErrorState } from "@/components/ui/states";

type ActDialogProps<Value extends string> = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  note: string;
  legend: string;
  submit: string;
  choices: readonly Choice<Value>[];
  onSubmit: (value: Value) => void;
  /** What stands where there is nothing to choose. */
  empty?: string | undefined;
  isBusy: boolean;
  /** Why it was not saved, until it is. */
  failure: ReactNode;
};

/** One question with a few answers: digits choose, Enter or Mod+Enter commits, Escape leaves. Nothing is preselected. */
export function ActDialog<Value extends string>(props: ActDialogProps<Value>) {
  const t = useTranslations("cases");
  const common = useTranslations("common");
  const formId = useId();
  const form = useRef<HTMLFormElement>(null);
  const [chosen, setChosen] = useState<Value | null>(null);
  // The focus goes with the choice, so that Enter commits it.
  const choose = (value: Value) => {
    setChosen(value);
    form.current?.querySelector<HTMLInputElement>(`input[value="${value}"]`)?.focus();
  };
  const change = (open: boolean) => {
    setChosen(null);
    props.onOpenChange(open);
  };
  const commit = () => chosen !== null && !props.isBusy && props.onSubmit(chosen);
  useKeys([
    ...props.choices.map((choice, at) => ({
      keys: [String(at + 1)] as [string],
      does: t("act.choose"),
      run: () => choose(choice.value),
      inDialog: true,
      bar: false,
      when: props.open,
    })),
    { keys: ["Mod+Enter"], does: props.submit, run: commit, inDialog: true, bar: false, when: props.open },
  ]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    commit();
  };
  return (
    <Dialog
      open={props.open}
      onOpenChange={change}
      title={props.title}
      description={props.note}
      footer={
        <>
          <Button onClick={() => change(false)}>{common("cancel")}</Button>
          <Button look="pen" type="submit" form={formId} keys="Mod+Enter" disabled={chosen === null || props.isBusy}>
            {props.submit}
          </Button>
        </>
      }
    >
      {props.choices.length === 0 && props.empty && <p className="text-ink-2">{props.empty}</p>}
      <form ref={form} id={formId} onSubmit={submit}>
        <RadioList
          label={props.legend}
          choices={props.choices.map((choice, at) => ({ ...choice, cap: String(at + 1) }))}
          value={chosen}
          onChange={setChosen}
        />
      </form>
      {props.failure && (
        <ErrorState className="mt-3" title={t("actFailed")}>
          {props.failure}
        </ErrorState>
      )}
    </Dialog>
  );
}
