import type { ComponentProps } from "react";
import { Input } from "./input";

type Props = Omit<ComponentProps<typeof Input>, "type" | "inputMode" | "value" | "onChange"> & {
  /** Null: nothing is stated. */
  value: number | null;
  onChange: (value: number | null) => void;
};

/** A field for a whole number from 1. What is out of bounds is told by whoever is asked, not by the browser. */
export function WholeNumber({ value, onChange, ...rest }: Props) {
  return (
    <Input
      min={1}
      {...rest}
      type="number"
      inputMode="numeric"
      value={value ?? ""}
      onChange={({ target }) => onChange(target.value ? Math.trunc(Number(target.value)) : null)}
    />
  );
}
