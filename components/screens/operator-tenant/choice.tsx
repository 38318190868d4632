"use client";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select, type SelectOption } from "@/components/ui/select";

interface ChoiceProps {
  label: string;
  value: string;
  options: readonly SelectOption[];
  placeholder?: string;
  onChange(value: string): void;
}

/** A labelled choice of one. */
export const Choice = ({ label, value, options, placeholder, onChange }: ChoiceProps) => (
  <Field label={label}>
    {(control) => (
      <Select {...control} value={value} options={options} placeholder={placeholder} onValueChange={onChange} />
    )}
  </Field>
);

/** The day on which an exception ends. */
export const EndDay = ({ value, onChange }: { value: string; onChange(value: string): void }) => (
  <Field label="Ends on" hint="At 00:00 UTC of this day the plan speaks again. Empty: it stays until it is taken away.">
    {(control) => <Input {...control} type="date" value={value} onChange={(event) => onChange(event.target.value)} />}
  </Field>
);
