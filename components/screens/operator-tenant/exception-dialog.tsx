"use client";

import { useState } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { shownPlural } from "@/lib/kernel/units";
import { ActDialog, type ActDialogProps } from "./act-dialog";
import { Choice, EndDay } from "./choice";
import type { Act, ReadyTenant, WindowName } from "./model";
import { WINDOW_CHOICES } from "./words";

interface ExceptionDialogProps extends Pick<ActDialogProps, "actions" | "onClose"> {
  model: Pick<ReadyTenant, "organization" | "meters" | "knownFeatures" | "limits">;
}

const LIMIT = "limit:";
const FEATURE = "feature:";

/** Asks of which limit or feature an exception is made, what holds instead, and for how long. */
export function ExceptionDialog({ model, actions, onClose }: ExceptionDialogProps) {
  const [about, setAbout] = useState("");
  const [limit, setLimit] = useState<LimitFields>({ window: "", value: "amount", amount: "", stop: false });
  const [enabled, setEnabled] = useState("on");
  const [ends, setEnds] = useState("");
  const meter = model.meters.find(({ slug }) => about === `${LIMIT}${slug}`);

  function choose(next: string) {
    const slug = next.slice(LIMIT.length);
    const level = model.meters.some((each) => each.slug === slug && each.level);
    const known = model.limits.find((each) => each.meter === slug)?.window;
    setAbout(next);
    setLimit((before) => ({ ...before, window: level ? "LIFETIME" : (known ?? before.window) }));
  }

  return (
    <ActDialog
      title="Make an exception"
      description={`It holds for ${model.organization.name} alone, in place of what the plan says, from the moment it is made.`}
      verb="Make the exception"
      done="The exception holds"
      act={actOf(about, meter?.slug, limit, enabled, ends)}
      actions={actions}
      onClose={onClose}
    >
      <Choice
        label="Of what"
        value={about}
        placeholder="Choose a meter or a feature"
        options={[
          ...model.meters.map(({ slug, name }) => ({ value: `${LIMIT}${slug}`, label: `Limit: ${name}` })),
          ...model.knownFeatures.map(({ slug, name }) => ({ value: `${FEATURE}${slug}`, label: `Feature: ${name}` })),
        ]}
        onChange={choose}
      />
      {meter ? (
        <LimitChoice fields={limit} level={meter.level} unit={shownPlural(meter.unit)} onChange={setLimit} />
      ) : null}
      {about.startsWith(FEATURE) ? (
        <Choice
          label="It is"
          value={enabled}
          options={[
            { value: "on", label: "On" },
            { value: "off", label: "Off" },
          ]}
          onChange={setEnabled}
        />
      ) : null}
      {about === "" ? null : <EndDay value={ends} onChange={setEnds} />}
    </ActDialog>
  );
}

interface LimitFields {
  window: WindowName | "";
  value: "amount" | "unlimited" | "removed";
  amount: string;
  stop: boolean;
}

function actOf(
  about: string,
  meter: string | undefined,
  limit: LimitFields,
  enabled: string,
  ends: string,
): Act | null {
  if (about.startsWith(FEATURE))
    return { kind: "feature", feature: about.slice(FEATURE.length), enabled: enabled === "on", ends };
  const { window, ...rest } = limit;
  if (meter === undefined || window === "" || (limit.value === "amount" && limit.amount.trim() === "")) return null;
  return { kind: "limit", meter, window, ...rest, ends };
}

const VALUES = [
  { value: "amount", label: "This much" },
  { value: "unlimited", label: "Unlimited" },
  { value: "removed", label: "Not included" },
] as const;

interface LimitChoiceProps {
  fields: LimitFields;
  level: boolean;
  unit: string;
  onChange(fields: LimitFields): void;
}

function LimitChoice({ fields, level, unit, onChange }: LimitChoiceProps) {
  const windows = WINDOW_CHOICES.filter(({ value }) => !level || value === "LIFETIME");
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <Choice
          label="Per"
          value={fields.window}
          placeholder="Choose a window"
          options={windows}
          onChange={(value) => {
            const window = WINDOW_CHOICES.find((each) => each.value === value)?.value;
            if (window) onChange({ ...fields, window });
          }}
        />
        <Choice
          label="It gives"
          value={fields.value}
          options={VALUES}
          onChange={(chosen) => {
            const value = VALUES.find((each) => each.value === chosen)?.value;
            if (value) onChange({ ...fields, value });
          }}
        />
      </div>
      {fields.value === "amount" ? (
        <>
          <Field label={`Amount in ${unit}`}>
            {(control) => (
              <Input
                {...control}
                inputMode="decimal"
                autoComplete="off"
                maxLength={30}
                value={fields.amount}
                onChange={(event) => onChange({ ...fields, amount: event.target.value })}
              />
            )}
          </Field>
          <Checkbox
            checked={fields.stop}
            onCheckedChange={(checked) => onChange({ ...fields, stop: checked === true })}
            label="Stop at the limit"
            hint="Otherwise it is as the plan has it: where the plan bills beyond its limit, this one does too."
          />
        </>
      ) : null}
    </>
  );
}
