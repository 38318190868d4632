"use client";

import { useState } from "react";
import { ActDialog, type ActDialogProps } from "./act-dialog";
import { Choice } from "./choice";
import type { ReadyTenant } from "./model";

interface PlanDialogProps extends Pick<ActDialogProps, "actions" | "onClose"> {
  model: Pick<ReadyTenant, "organization" | "plans">;
}

/** Asks which plan an organization is given by hand. */
export function PlanDialog({ model, actions, onClose }: PlanDialogProps) {
  const [plan, setPlan] = useState("");
  const [interval, setInterval] = useState<"MONTH" | "YEAR">("MONTH");
  const name = model.plans.find(({ code }) => code === plan)?.name ?? "a plan";
  return (
    <ActDialog
      title={`Give ${model.organization.name} a plan`}
      description="From the moment it is given. Nobody is charged for a plan that is given by hand."
      verb={`Give ${name}`}
      done={`${model.organization.name} is on ${name}`}
      act={plan === "" ? null : { kind: "plan", plan, interval, endStripe: false }}
      actions={actions}
      onClose={onClose}
    >
      <Choice
        label="Plan"
        value={plan}
        placeholder="Choose a plan"
        options={model.plans.map((each) => ({ value: each.code, label: `${each.name} (${each.note})` }))}
        onChange={setPlan}
      />
      <Choice
        label="Its period"
        value={interval}
        options={[
          { value: "MONTH", label: "A month" },
          { value: "YEAR", label: "A year" },
        ]}
        onChange={(value) => setInterval(value === "YEAR" ? "YEAR" : "MONTH")}
      />
    </ActDialog>
  );
}
