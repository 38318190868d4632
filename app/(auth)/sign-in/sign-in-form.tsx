"use client";

import { useActionState } from "react";
import type { SignInModel } from "@/components/screens/sign-in/model";
import { SignInScreen } from "@/components/screens/sign-in/sign-in";
import { signInAction, type SignInAnswer } from "../actions";

/** The screen with its action: what was refused stands beside its field, also without script. */
export function SignInForm({ model }: { model: SignInModel }) {
  const before: SignInAnswer = { email: model.email, errors: model.errors };
  const [answer, action] = useActionState(signInAction, before);
  return <SignInScreen model={{ ...model, ...answer }} action={action} />;
}
