import { CommanderError } from "commander";
import { AppError } from "@/lib/kernel/errors";
import { redactSecrets } from "@/lib/platform/log";
import { DryRunEnd, Stop } from "./stop";

/** How a verb ended that did not come to its end: what is printed on stderr, and the exit code. */
export interface Failure {
  readonly exitCode: number;
  readonly code: string;
  /** Empty when everything was said already. */
  readonly message: string;
  readonly fields: readonly { readonly pointer: string; readonly message: string; readonly fix?: string }[];
}

const AWAY = new Set(["ECONNREFUSED", "ENOTFOUND", "ETIMEDOUT", "EHOSTUNREACH", "P1001", "P1002"]);

/** Codes: 0 done, 1 refused or failed, 2 typed wrongly. Never a stack, never a secret. */
export function failureOf(error: unknown): Failure {
  const plain = { fields: [], message: "" };
  if (error instanceof DryRunEnd) return { ...plain, exitCode: 0, code: "DRY_RUN" };
  if (error instanceof CommanderError) return { ...plain, exitCode: error.exitCode === 0 ? 0 : 2, code: "USAGE" };
  if (error instanceof Stop)
    return {
      ...plain,
      exitCode: error.exitCode,
      code: error.exitCode === 2 ? "USAGE" : "STOPPED",
      message: error.message,
    };
  if (error instanceof AppError) return { exitCode: 1, code: error.code, message: error.message, fields: error.fields };
  if (isAway(error))
    return {
      ...plain,
      exitCode: 1,
      code: "UNAVAILABLE",
      message: "The database cannot be reached. Check DATABASE_URL, and that Postgres runs; `weir doctor` tells more.",
    };
  const reason = redactSecrets(error instanceof Error ? error.message : String(error));
  return { ...plain, exitCode: 1, code: "INTERNAL_ERROR", message: `This should not have happened: ${reason}` };
}

function isAway(error: unknown): boolean {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth++) {
    const { code } = cause as { code?: unknown };
    if (typeof code === "string" && AWAY.has(code)) return true;
    if (/timeout exceeded when trying to connect|Can't reach database server/i.test(cause.message)) return true;
  }
  return false;
}

/** The failure as it is printed. */
export function failureText(failure: Failure, json: boolean): string {
  const { code, message, fields } = failure;
  if (message === "") return "";
  if (json)
    return `${JSON.stringify({ error: { code, message, ...(fields.length > 0 ? { fields } : {}) } }, null, 2)}\n`;
  const lines = fields.filter((field) => field.message !== message || field.fix !== undefined);
  return (
    [
      message,
      ...lines.map(
        (field) => `  ${field.pointer.replace(/^\//, "")}: ${field.message}${field.fix ? ` ${field.fix}` : ""}`,
      ),
    ].join("\n") + "\n"
  );
}
