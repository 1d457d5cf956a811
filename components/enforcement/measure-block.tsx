"use client";

import { useLocale, useTranslations } from "next-intl";
import { type Choice, RadioList } from "@/components/ui/choice";
import { Field, RuledRow } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";
import { type Form, looksDeviating, recommendationOf, type Said } from "./decision-state";
import { MeasureFields } from "./measure-fields";
import { numbered, type Option } from "./measure-options";
import { useMeasureWords } from "./words";

type Props = {
  form: Form;
  said: Said;
  change: (part: Partial<Said>) => void;
  options: readonly Option[];
  onChoose: (option: Option) => void;
  /** The first fault whose pointer matches, in the person's language. */
  faultAt: (match: (pointer: string) => boolean) => string | undefined;
};

const aboutChoice = (pointer: string) => /^\/measures(\/0\/(key|subject))?$/.test(pointer);

/** The measures: the recommended one with its reason, others with theirs, those that do not fit greyed with why. */
export function MeasureBlock({ form, said, change, options, onChoose, faultAt }: Props) {
  const t = useTranslations("enforcement.rail");
  const words = useTranslations("enforcement");
  const common = useTranslations("common");
  const zh = useLocale().startsWith("zh");
  const name = useMeasureWords();
  const advice = recommendationOf(form, said);
  const digits = numbered(options);

  const labelOf = ({ value, key, alike }: Option) => {
    if (alike)
      return <span className="text-xs">{alike.map((each) => words(`measure.${each}`)).join(common("listComma"))}</span>;
    if (value === "none") return t("noMeasure");
    if (value === "recommended") return (advice?.measures ?? []).map((measure) => name(measure)).join(" + ");
    return key ? words(`measure.${key}`) : "";
  };
  const asideOf = ({ value, key, unfit }: Option) => {
    if (unfit) return t(unfit);
    if (value === "recommended") return t("recommended");
    if (key && form.thresholds.always.includes(key)) return t("severe");
    return said.clause ? t("belowLadder") : "";
  };
  const choices = options.map(
    (option): Choice<Option["value"]> => ({
      value: option.value,
      label: labelOf(option),
      cap: option.unfit ? undefined : String(digits.indexOf(option) + 1),
      disabled: option.unfit !== null,
      aside: asideOf(option),
      note:
        option.value === "recommended" && advice
          ? [advice.sentence, advice.next]
              .flatMap((each) => (each ? [zh ? each.zh : each.en] : []))
              .join(zh ? "；" : "; ")
          : undefined,
    }),
  );
  return (
    <RuledRow label={t("measures")}>
      {!said.clause && <p className="mb-1 text-ink-3 text-xs">{t("chooseClauseFirst")}</p>}
      <RadioList
        label={t("measuresLabel")}
        value={said.option}
        choices={choices}
        onChange={(value) => {
          const option = options.find((each) => each.value === value);
          if (option) onChoose(option);
        }}
      />
      {faultAt(aboutChoice) && <p className="font-bold text-s4 text-xs">{faultAt(aboutChoice)}</p>}
      <MeasureFields
        form={form}
        said={said}
        change={change}
        faultAt={(field) => faultAt((pointer) => pointer.startsWith(`/measures/0/${field}`))}
      />
      {looksDeviating(form, said) && (
        <Field
          label={t("deviation")}
          className="mt-2"
          required
          error={faultAt((pointer) => pointer === "/deviationReason")}
        >
          {(control) => (
            <Textarea
              {...control}
              rows={2}
              maxLength={1_000}
              value={said.deviation}
              onChange={(event) => change({ deviation: event.target.value })}
            />
          )}
        </Field>
      )}
    </RuledRow>
  );
}
