/** The code that is asked for after the password. */
export interface SecondStepModel {
  /** What travels with the form: where to go afterwards. */
  fields: Readonly<Record<string, string>>;
  errors: { code?: string; form?: string };
  /** Back to the password, for somebody else. */
  backHref: string;
}
