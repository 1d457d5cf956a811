import { type ComponentProps, type ReactNode, useId } from "react";
import { classNames } from "./class-names";
import { Kbd } from "./kbd";

type CheckboxProps = Omit<ComponentProps<"input">, "type"> & { children: ReactNode; cap?: string };

/** The box alone, for the cell of a table; give it an `aria-label`. */
export function TickBox({ className, ...rest }: Omit<ComponentProps<"input">, "type">) {
  return (
    <span className="relative inline-grid size-4 place-items-center">
      <input
        type="checkbox"
        className={classNames(
          "peer size-4 shrink-0 appearance-none rounded-[3px] border border-edge bg-sheet checked:border-pen checked:bg-pen disabled:border-rule-2 disabled:bg-well",
          className,
        )}
        {...rest}
      />
      <svg
        viewBox="0 0 16 16"
        aria-hidden="true"
        className="pointer-events-none absolute hidden size-3 fill-none stroke-2 stroke-on-pen peer-checked:block"
      >
        <path d="m3 8.5 3.2 3.2 6.8-7.4" />
      </svg>
    </span>
  );
}

/** The browser's checkbox in our ink: a tick in the box, the whole line a target. */
export function Checkbox({ children, cap, className, id, ...rest }: CheckboxProps) {
  const ownId = useId();
  return (
    <label htmlFor={id ?? ownId} className={classNames("flex min-h-6 items-center gap-2.5", className)}>
      <TickBox id={id ?? ownId} {...rest} />
      <span className="flex-1">{children}</span>
      {cap && <Kbd cap={cap} />}
    </label>
  );
}

export type Choice<Value extends string> = {
  value: Value;
  label: ReactNode;
  /** A line under the label. */
  note?: ReactNode;
  /** At the right edge: why it is recommended, or what it asks for. */
  aside?: ReactNode;
  cap?: string;
  /** Stays in sight, greyed, with its reason in `aside`. */
  disabled?: boolean;
};

type ChoiceProps<Value extends string> = {
  /** The question, for those who hear the page. */
  label: string;
  /** Of the form field; unique on the page by itself. */
  name?: string;
  choices: readonly Choice<Value>[];
  value: Value | null;
  onChange: (value: Value) => void;
  className?: string;
};

/** Two or three short answers side by side; arrows move, nothing is chosen beforehand unless `value` says so. */
export function SegmentedControl<Value extends string>(props: ChoiceProps<Value>) {
  const ownName = useId();
  return (
    <fieldset className={classNames("flex", props.className)}>
      <legend className="sr-only">{props.label}</legend>
      {props.choices.map((choice) => (
        <label
          key={choice.value}
          className="relative -ml-px flex h-[30px] flex-1 items-center justify-center gap-1.5 whitespace-nowrap border border-edge px-2 text-ink-2 first-of-type:ml-0 first-of-type:rounded-l-control last-of-type:rounded-r-control has-checked:z-1 has-checked:border-pen has-checked:bg-pen-wash has-checked:font-bold has-checked:text-pen has-focus-visible:z-2 has-focus-visible:outline-2 has-focus-visible:outline-pen has-focus-visible:outline-offset-2 has-disabled:cursor-not-allowed has-disabled:bg-well has-disabled:text-ink-3"
        >
          <input
            type="radio"
            className="absolute inset-0 appearance-none outline-none"
            name={props.name ?? ownName}
            value={choice.value}
            checked={props.value === choice.value}
            disabled={choice.disabled}
            onChange={() => props.onChange(choice.value)}
          />
          {choice.label}
          {choice.cap && props.value !== choice.value && <Kbd cap={choice.cap} />}
        </label>
      ))}
    </fieldset>
  );
}

/** Answers under each other, each with its reason: the measures of the rail. */
export function RadioList<Value extends string>(props: ChoiceProps<Value>) {
  const ownName = useId();
  return (
    <fieldset className={classNames("grid gap-0.5", props.className)}>
      <legend className="sr-only">{props.label}</legend>
      {props.choices.map((choice) => (
        <label
          key={choice.value}
          className="relative grid min-h-8 grid-cols-[18px_minmax(0,1fr)_auto] items-baseline gap-x-2 rounded-control border border-transparent px-2 py-[5px] has-checked:border-pen has-checked:bg-pen-wash has-focus-visible:outline-2 has-focus-visible:outline-pen has-focus-visible:outline-offset-2 has-disabled:cursor-not-allowed has-disabled:text-ink-3"
        >
          <input
            type="radio"
            className="peer absolute inset-0 appearance-none outline-none"
            name={props.name ?? ownName}
            value={choice.value}
            checked={props.value === choice.value}
            disabled={choice.disabled}
            onChange={() => props.onChange(choice.value)}
          />
          {choice.cap && !choice.disabled ? (
            <Kbd cap={choice.cap} className="self-center" />
          ) : (
            <RadioDot disabled={choice.disabled} />
          )}
          <span className="peer-checked:font-bold peer-checked:text-pen">{choice.label}</span>
          <span className="text-ink-3 text-xs peer-checked:text-pen">{choice.aside}</span>
          {choice.note && <span className="col-[2/-1] text-ink-2 text-xs leading-[17px]">{choice.note}</span>}
        </label>
      ))}
    </fieldset>
  );
}

function RadioDot({ disabled }: { disabled?: boolean }) {
  if (disabled) return <span className="text-center">–</span>;
  return (
    <span className="size-4 self-center rounded-full border border-edge bg-sheet peer-checked:border-[5px] peer-checked:border-pen" />
  );
}
