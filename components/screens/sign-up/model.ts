import type { AccountContext } from "../sign-in/model";

export interface SignUpModel extends AccountContext {
  name: string;
  /** Fixed by an open invitation: it is bound to the address it was sent to. */
  email: string;
  errors: { name?: string; email?: string; password?: string; form?: string };
  signInHref: string;
  next?: string;
  /** The shortest password that is taken. */
  passwordLength: number;
}
