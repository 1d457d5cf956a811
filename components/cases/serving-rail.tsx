import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { useKeys } from "@/components/shell/use-keys";
import { sentenceOf, useTRPC } from "@/components/trpc/provider";
import { Button } from "@/components/ui/button";
import { Checkbox, SegmentedControl } from "@/components/ui/choice";
import { Rail } from "@/components/ui/page";
import { ErrorState } from "@/components/ui/states";
import { showToast } from "@/components/ui/toast";
import type { ServingPerson } from "./serving-screen";

type ServingRailProps = {
  person: ServingPerson;
  queues: readonly { readonly key: string; readonly name: string }[];
  nameOf: (key: string) => string;
};

/** One person: all queues, or those that are ticked. Mod+Enter saves. */
export function ServingRail({ person, queues, nameOf }: ServingRailProps) {
  const t = useTranslations("cases.serving");
  const locale = useLocale();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [which, setWhich] = useState<"all" | "some">(person.queues.length === 0 ? "all" : "some");
  const [ticked, setTicked] = useState<ReadonlySet<string>>(
    () => new Set(person.queues.filter((key) => queues.some((queue) => queue.key === key))),
  );
  const [isMissing, setMissing] = useState(false);
  const gone = person.queues.filter((key) => !queues.some((queue) => queue.key === key));
  const assign = useMutation(
    trpc.cases.assignQueues.mutationOptions({
      onSuccess: async (_, { queues: given }) => {
        const { name } = person;
        showToast({ text: given ? t("said.some", { name, count: given.length }) : t("said.all", { name }) });
        await queryClient.invalidateQueries(trpc.cases.serving.queryFilter());
      },
    }),
  );
  const save = () => {
    const isNone = which === "some" && ticked.size === 0;
    setMissing(isNone);
    if (isNone || assign.isPending) return;
    assign.mutate({ staffId: person.id, queues: which === "all" ? null : [...ticked] });
  };
  useKeys([{ keys: ["Mod+Enter"], does: t("rail.save"), run: save }]);
  const tick = (key: string, isOn: boolean) => {
    const next = new Set(ticked);
    if (isOn) next.add(key);
    else next.delete(key);
    setTicked(next);
  };
  return (
    <Rail
      title={person.name}
      aside={person.email}
      foot={
        <Button look="pen" className="w-full" keys="Mod+Enter" aria-disabled={assign.isPending} onClick={save}>
          {t("rail.save")}
        </Button>
      }
    >
      <div className="grid gap-3 px-4 py-3">
        {assign.error && <ErrorState title={sentenceOf(assign.error, locale)} />}
        {isMissing && <ErrorState title={t("rail.oneAtLeast")} />}
        <SegmentedControl
          label={t("rail.which")}
          choices={[
            { value: "all", label: t("rail.all") },
            { value: "some", label: t("rail.some") },
          ]}
          value={which}
          onChange={setWhich}
        />
        {which === "all" ? (
          <p className="text-ink-2">{t("rail.allNote")}</p>
        ) : (
          <fieldset>
            <legend className="sr-only">{t("rail.some")}</legend>
            {queues.map(({ key, name }) => (
              <Checkbox
                key={key}
                checked={ticked.has(key)}
                onChange={(event) => tick(key, event.currentTarget.checked)}
              >
                {name}
              </Checkbox>
            ))}
            {gone.map((key) => (
              <p key={key} className="text-ink-3 text-xs">
                {nameOf(key)}
              </p>
            ))}
          </fieldset>
        )}
        <p className="text-ink-3 text-xs">{t("rail.note")}</p>
      </div>
    </Rail>
  );
}
