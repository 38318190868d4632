/** What one check found. `fix` says what to do; null when nothing needs to be done. */
export interface Finding {
  readonly check: string;
  readonly state: "ok" | "warning" | "failed";
  readonly found: string;
  readonly fix: string | null;
}

export const fine = (check: string, found: string): Finding => ({ check, state: "ok", found, fix: null });
export const warning = (check: string, found: string, fix: string): Finding => ({
  check,
  state: "warning",
  found,
  fix,
});
export const failed = (check: string, found: string, fix: string): Finding => ({ check, state: "failed", found, fix });
