"use client";

import { useActionState, useSyncExternalStore } from "react";
import type { SignUpModel } from "@/components/screens/sign-up/model";
import { SignUpScreen } from "@/components/screens/sign-up/sign-up";
import { signUpAction, type SignUpAnswer } from "../actions";

const never = () => () => undefined;
/** False on the server and until the page is alive: till then the form posts to the server by itself. */
const useIsAlive = (): boolean =>
  useSyncExternalStore(
    never,
    () => true,
    () => false,
  );

/** The screen with its action. With script the browser's time zone goes along; without it, dates are read in UTC. */
export function SignUpForm({ model }: { model: SignUpModel }) {
  const before: SignUpAnswer = { name: model.name, email: model.email, errors: model.errors };
  const [answer, send] = useActionState(signUpAction, before);
  const alive = useIsAlive();

  function sendWithZone(form: FormData) {
    form.set("timeZone", Intl.DateTimeFormat().resolvedOptions().timeZone);
    send(form);
  }

  return <SignUpScreen model={{ ...model, ...answer }} action={alive ? sendWithZone : send} />;
}
