import { type ReactNode, useId } from "react";
import { classNames } from "./class-names";

/** What the control inside a field must carry; spread it. */
export type FieldControl = {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
  required: boolean | undefined;
};

type FieldProps = {
  label: ReactNode;
  /** Beside the label, at its end: a link, a count, "optional". */
  aside?: ReactNode;
  hint?: ReactNode;
  /** A sentence that says what is wrong and how to mend it. */
  error?: ReactNode;
  required?: boolean;
  className?: string;
  children: (control: FieldControl) => ReactNode;
};

/** Label, control, hint and error, tied to each other for those who hear the page. */
export function Field({ label, aside, hint, error, required, className, children }: FieldProps) {
  const id = useId();
  const described = [hint ? `${id}-hint` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ");
  return (
    <div className={className}>
      <div className="mb-1.5 flex items-baseline justify-between gap-3">
        <label htmlFor={id} className="font-bold">
          {label}
        </label>
        {aside}
      </div>
      {children({
        id,
        "aria-describedby": described || undefined,
        "aria-invalid": error ? true : undefined,
        required,
      })}
      {hint && (
        <p id={`${id}-hint`} className="mt-1 text-ink-3 text-xs">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className="mt-1 font-bold text-s4 text-xs">
          {error}
        </p>
      )}
    </div>
  );
}

/** A row of a ruled form: bold label in a fixed left column, answer on the right. `rail` of the mock. */
export function RuledRow({
  label,
  children,
  className,
}: {
  label: ReactNode;
  children: ReactNode;
  className?: string;
}) {
  return (
    <div
      className={classNames(
        "grid grid-cols-[var(--label-width,44px)_minmax(0,1fr)] gap-x-3 border-rule border-b px-4 py-[9px]",
        className,
      )}
    >
      <h3 className="text-s">{label}</h3>
      <div>{children}</div>
    </div>
  );
}
