import { readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import type { DemoLogin } from "@/components/screens/sign-in/model";
import type { Environment } from "@/lib/platform/env";

/** What the seed leaves for people who try the demo. Unknown members are passed over. */
const seedSchema = z.object({
  logins: z.array(
    z.object({
      email: z.string(),
      password: z.string(),
      organization: z.string().nullish(),
      role: z.string().nullish(),
      shows: z.string().nullish(),
    }),
  ),
});

const words = (login: z.output<typeof seedSchema>["logins"][number]): string =>
  login.shows ?? [login.organization, login.role?.toLowerCase()].filter(Boolean).join(", ");

/** One way into each organization is enough for a list; `npm start` prints the others. */
const isDoor = (login: { role?: string | null | undefined }): boolean =>
  !login.role || ["OWNER", "OPERATOR"].includes(login.role);

let known: readonly DemoLogin[] | undefined;

/** The accounts of the demo; none in any other deployment, and none before the seed has run. */
export async function demoLogins(env: Environment): Promise<readonly DemoLogin[]> {
  if (!env.WEIR_DEMO) return [];
  if (known) return known;
  const text = await readFile(path.join(env.WEIR_HOME, "seed.json"), "utf8").catch(() => null);
  if (text === null) return [];
  const seed = seedSchema.safeParse(JSON.parse(text));
  if (!seed.success) return [];
  known = seed.data.logins
    .filter(isDoor)
    .map((login) => ({ email: login.email, password: login.password, shows: words(login) }));
  return known;
}
