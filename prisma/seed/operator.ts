import { isCancel, password, text } from "@clack/prompts";
import type { World } from "@/lib/context";
import { AppError } from "@/lib/kernel/errors";
import { sqlOf } from "@/lib/platform/db";
import { identityMode } from "@/lib/platform/env";
import { appointOperator } from "./people";
import { PlainStop } from "./stop";

interface Wanted {
  readonly email: string;
  readonly password: string;
}

/** How the first operator can be made when nobody can be asked. */
const HOW_TO_MAKE_AN_OPERATOR =
  "There is no operator yet. Start again at a terminal, or set WEIR_OPERATOR_EMAIL and WEIR_OPERATOR_PASSWORD (8 characters or more) for one start.";

/** Makes the first operator of a deployment that has none: from the environment, else by asking. Says what came of it. */
export async function ensureOperator(
  world: World,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  if (identityMode(world.env) === "clerk") return "people sign in through Clerk: no operator with a password was made";
  const [row] = await sqlOf(world.db).query<{ operators: number }>(
    `select count(*)::int4 as operators from staff where role = 'OPERATOR'`,
  );
  if ((row?.operators ?? 0) > 0) return "an operator is there";
  const wanted = fromEnvironment(environment) ?? (await asked());
  if (!wanted) return HOW_TO_MAKE_AN_OPERATOR;
  try {
    await appointOperator(world, wanted.email, wanted.password, "Operator");
  } catch (error) {
    if (error instanceof AppError) throw new PlainStop(`The operator could not be made: ${error.message}`);
    throw error;
  }
  return `${wanted.email} is the operator; sign in at ${world.env.WEIR_URL}/admin`;
}

function fromEnvironment(environment: Readonly<Record<string, string | undefined>>): Wanted | null {
  const email = environment.WEIR_OPERATOR_EMAIL?.trim();
  const secret = environment.WEIR_OPERATOR_PASSWORD;
  return email && secret ? { email, password: secret } : null;
}

async function asked(): Promise<Wanted | null> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return null;
  const email = await text({ message: "E-mail of the first operator", placeholder: "you@example.com" });
  if (isCancel(email)) return null;
  const secret = await password({ message: "Password (8 characters or more)" });
  return isCancel(secret) ? null : { email, password: secret };
}
