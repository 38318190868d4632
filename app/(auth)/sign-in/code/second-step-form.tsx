"use client";

import { useActionState } from "react";
import type { SecondStepModel } from "@/components/screens/second-step/model";
import { SecondStepScreen } from "@/components/screens/second-step/second-step";
import { secondStepAction, type SecondStepAnswer } from "../../actions";

/** The screen with its action: what was refused stands beside its field, also without script. */
export function SecondStepForm({ model }: { model: SecondStepModel }) {
  const before: SecondStepAnswer = { errors: model.errors };
  const [answer, action] = useActionState(secondStepAction, before);
  return <SecondStepScreen model={{ ...model, ...answer }} action={action} />;
}
