import type { Command } from "commander";
import {
  apiKeyOnWire,
  changeApiKey,
  createApiKey,
  getApiKey,
  listApiKeys,
  ORGANIZATION_SCOPES,
  reportLeakedKey,
  revokeApiKey,
  rotateApiKey,
  type ApiKey,
  type KeyEnvironment,
} from "@/lib/access";
import type { Ctx } from "@/lib/context";
import { isoOrNull } from "@/lib/kernel/time";
import { securityNow } from "@/lib/platform/clock";
import { minute } from "../print";
import { commaList, momentOf, oneOf, pageSize, spanFrom } from "../reading";
import { inSession, type Session } from "../session";
import { usageError } from "../stop";

interface Whose {
  readonly deployment?: boolean;
}

interface Create extends Whose {
  readonly name: string;
  readonly scopes: string[];
  readonly environment: KeyEnvironment;
  readonly expires?: string;
}

const keyView = (key: ApiKey) => ({
  ...apiKeyOnWire(key),
  deployment: key.deployment,
  leakedAt: isoOrNull(key.leakedAt),
});

type KeyView = ReturnType<typeof keyView>;

const standing = (key: KeyView): string =>
  key.leakedAt
    ? "leaked"
    : key.revokedAt
      ? "revoked"
      : key.expiresAt !== null && Date.parse(key.expiresAt) <= securityNow()
        ? "expired"
        : "in use";

interface Rotate extends Whose {
  readonly overlap: string;
  readonly key?: string;
}

/** Whose keys are meant: an organization's, or the deployment's own. */
async function ownerOf(
  session: Session,
  reference: string | undefined,
  { deployment }: Whose,
): Promise<{ ctx: Ctx; name: string }> {
  if ((reference === undefined) !== (deployment === true))
    throw usageError("Name an organization, or say --deployment for the keys of the deployment itself.");
  if (reference === undefined) return { ctx: session.as(), name: "the deployment" };
  const organization = await session.organization(reference);
  return { ctx: session.as(organization.id), name: organization.name };
}

/** `weir apikey …` */
export function addApiKeyVerbs(program: Command): void {
  const apikey = program.command("apikey").description("keys of organizations and of the deployment");
  apikey
    .command("create [organization]")
    .description("make a key; its text is shown once")
    .option("--deployment", "a key that speaks for every organization")
    .option("--name <name>", "what will use it", "Made on the command line")
    .option("--scopes <list>", "between commas; admin:* for a deployment key", commaList, [...ORGANIZATION_SCOPES])
    .option("--environment <environment>", "prod, staging or dev", oneOf("PROD", "STAGING", "DEV"), "PROD")
    .option("--expires <when>", "a time, or a span such as 90d; never when absent")
    .action(
      inSession<Create>("keys:write", async (session, [reference], options) => {
        const { ctx, name } = await ownerOf(session, reference, options);
        const expiresAt = options.expires === undefined ? null : momentOf(options.expires, securityNow(), "--expires");
        await session.aboutTo(`make a key for ${name}`);
        const { apiKey, text } = await createApiKey(ctx, {
          name: options.name,
          scopes: options.scopes,
          environment: options.environment,
          expiresAt,
        });
        session.print.done({ ...keyView(apiKey), key: text }, `Key of ${name}, shown this once:\n${text}`);
      }),
    );
  apikey
    .command("list [organization]")
    .description("keys, newest first, revoked ones too")
    .option("--deployment", "the keys of the deployment itself")
    .option("--limit <n>", "at most this many (1–100)", pageSize, 50)
    .action(
      inSession<Whose & { limit: number }>("keys:read", async (session, [reference], options) => {
        const { ctx } = await ownerOf(session, reference, options);
        const { apiKeys } = await listApiKeys(ctx, { limit: options.limit });
        session.print.list(
          apiKeys.map(keyView),
          [
            ["id", (row) => row.id],
            ["name", (row) => row.name],
            ["key", (row) => `${row.prefix}…${row.lastFour}`],
            ["environment", (row) => row.environment.toLowerCase()],
            ["scopes", (row) => row.scopes.join(",")],
            ["state", standing],
            ["last used", (row) => row.lastUsedAt?.slice(0, 10)],
          ],
          "There are no keys.",
        );
      }),
    );
  apikey
    .command("change <key> [organization]")
    .description("change a key's name or scopes; calls with it have them within a second")
    .option("--deployment", "a key of the deployment itself")
    .option("--name <name>", "what uses it")
    .option("--scopes <list>", "all scopes that it shall have, between commas", commaList)
    .action(
      inSession<Whose & { name?: string; scopes?: string[] }>(
        "keys:write",
        async (session, [id = "", reference], options) => {
          const { ctx, name: owner } = await ownerOf(session, reference, options);
          const { name, scopes } = options;
          await session.aboutTo(`change the key ${id} of ${owner}`);
          const changed = await changeApiKey(ctx, id, {
            ...(name === undefined ? {} : { name }),
            ...(scopes === undefined ? {} : { scopes }),
          });
          session.print.done(keyView(changed), `The key ${changed.name} may do ${changed.scopes.join(", ")}.`);
        },
      ),
    );
  apikey
    .command("rotate <key> [organization]")
    .description("make a key's successor, shown once; the old one ends after the overlap")
    .option("--deployment", "a key of the deployment itself")
    .option("--overlap <span>", "how long the old key goes on working; 0 ends it at once", "24h")
    .option("--key <key>", "idempotency key: the same one never rotates twice")
    .action(
      inSession<Rotate>("keys:write", async (session, [id = "", reference], options) => {
        const overlap = spanFrom(options.overlap, securityNow(), "--overlap");
        const { ctx, name } = await ownerOf(session, reference, options);
        const old = await getApiKey(ctx, id);
        await session.aboutTo(
          `rotate the key ${old.name} (${old.prefix}…${old.lastFour}) of ${name}; the old one is refused ${overlap === 0 ? "at once" : `after ${options.overlap}`}`,
          { ask: overlap === 0 },
        );
        const rotated = await rotateApiKey(ctx, id, {
          overlap,
          ...(options.key === undefined ? {} : { idempotencyKey: options.key }),
        });
        const { apiKey, text, previous } = rotated;
        session.print.done(
          { ...keyView(apiKey), key: text, previous: keyView(previous) },
          `Key of ${name}, shown this once:\n${text}\nThe old one (${previous.prefix}…${previous.lastFour}) ${overlap === 0 ? "is refused from now on" : `works until ${minute(previous.expiresAt) ?? ""}`}.`,
        );
      }),
    );
  apikey
    .command("revoke <key> [organization]")
    .description("end a key by its id; calls with it are refused within a second")
    .option("--deployment", "a key of the deployment itself")
    .option("--reason <text>", "kept in the journal")
    .option("--leaked", "its text is in wrong hands: owners and administrators are told by mail")
    .action(
      inSession<Whose & { reason?: string; leaked?: boolean }>(
        "keys:write",
        async (session, [id = "", reference], options) => {
          const { ctx, name } = await ownerOf(session, reference, options);
          await session.aboutTo(`revoke the key ${id} of ${name}: whatever uses it is refused from then on`, {
            ask: true,
          });
          const end = options.leaked === true ? reportLeakedKey : revokeApiKey;
          const revoked = await end(ctx, id, options.reason);
          session.print.done(
            keyView(revoked),
            `The key ${revoked.name} (${revoked.prefix}…${revoked.lastFour}) is revoked.`,
          );
        },
      ),
    );
}
