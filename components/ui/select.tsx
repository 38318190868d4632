"use client";

import { Check, ChevronDown } from "lucide-react";
import { Select as Primitive } from "radix-ui";
import { useState } from "react";
import { cn } from "./cn";
import { fieldEdge } from "./input";

export interface SelectOption {
  value: string;
  label: string;
  disabled?: boolean;
}

interface SelectProps {
  options: readonly SelectOption[];
  /** Name of the form field; the chosen value is submitted under it. */
  name?: string;
  value?: string;
  defaultValue?: string;
  onValueChange?(value: string): void;
  placeholder?: string;
  disabled?: boolean;
  id?: string;
  "aria-label"?: string;
  "aria-describedby"?: string;
  "aria-invalid"?: true;
  className?: string;
}

/** One of a few options. Its label comes from `Field`, or from `aria-label` in a toolbar. */
export function Select({
  options,
  placeholder,
  className,
  name,
  value,
  defaultValue,
  onValueChange,
  disabled,
  ...trigger
}: SelectProps) {
  const [chosen, setChosen] = useState(defaultValue);
  const present = value ?? chosen;
  function choose(next: string) {
    setChosen(next);
    onValueChange?.(next);
  }
  return (
    <Primitive.Root name={name} value={value} defaultValue={defaultValue} onValueChange={choose} disabled={disabled}>
      <Primitive.Trigger
        className={cn(
          fieldEdge,
          "flex h-10 items-center justify-between gap-2 text-left sm:h-9 [&>span]:truncate",
          className,
        )}
        {...trigger}
      >
        {/* Said here and not left to the chosen item, which knows its text only once the page has come alive. */}
        <Primitive.Value placeholder={placeholder}>
          {options.find((option) => option.value === present)?.label}
        </Primitive.Value>
        <Primitive.Icon asChild>
          <ChevronDown aria-hidden className="size-4 shrink-0 text-muted-foreground" />
        </Primitive.Icon>
      </Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          position="popper"
          sideOffset={4}
          className="z-50 max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width) animate-rise-in overflow-hidden rounded-md border bg-popover p-1 text-popover-foreground shadow-md"
        >
          <Primitive.Viewport>
            {options.map((option) => (
              <Primitive.Item
                key={option.value}
                value={option.value}
                disabled={option.disabled ?? false}
                className="flex min-h-10 items-center justify-between gap-4 rounded-sm px-2 outline-none data-[disabled]:text-muted-foreground data-[highlighted]:bg-muted sm:min-h-9"
              >
                <Primitive.ItemText>{option.label}</Primitive.ItemText>
                <Primitive.ItemIndicator>
                  <Check aria-hidden className="size-4" />
                </Primitive.ItemIndicator>
              </Primitive.Item>
            ))}
          </Primitive.Viewport>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
