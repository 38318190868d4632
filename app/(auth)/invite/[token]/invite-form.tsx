"use client";

import { useActionState } from "react";
import { InviteScreen } from "@/components/screens/invite/invite";
import type { InviteModel } from "@/components/screens/invite/model";
import { acceptInvitationAction, switchAccountAction, type AcceptAnswer } from "./actions";

/** The screen with its actions; a refusal is said above the button that was pressed. */
export function InviteForm({ token, model }: { token: string; model: InviteModel }) {
  const [answer, accept] = useActionState<AcceptAnswer>(() => acceptInvitationAction(token), {});
  const shown = model.kind === "ready" && answer.error ? { ...model, error: answer.error } : model;
  return (
    <InviteScreen
      model={shown}
      actions={{ accept: () => accept(), switchAccount: switchAccountAction.bind(null, token) }}
    />
  );
}
