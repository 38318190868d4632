import type { ReactNode } from "react";
import { cn } from "./cn";
import { Field, type FieldControl } from "./field";
import { fieldEdge } from "./input";

interface PlainChoiceProps {
  label: string;
  name: string;
  value: string;
  /** The options. */
  children: ReactNode;
}

/** A choice of one that a form sends without script, for the filters of lists. */
export const PlainChoice = ({ label, name, value, children }: PlainChoiceProps) => (
  <Field label={label}>
    {(control: FieldControl) => (
      <select {...control} name={name} defaultValue={value} className={cn(fieldEdge, "h-10 sm:h-9")}>
        {children}
      </select>
    )}
  </Field>
);
