import type { Command } from "commander";
import {
  createActivationCode,
  endOf,
  getActivationCode,
  getInstallation,
  installationStatus,
  listActivationCodes,
  listInstallations,
  listSigningKeys,
  revokeActivationCode,
  revokeInstallation,
  rotateSigningKey,
  type ActivationCode,
  type Installation,
} from "@/lib/activation";
import type { KeyEnvironment } from "@/lib/access";
import { isId } from "@/lib/kernel/ids";
import { iso } from "@/lib/kernel/time";
import { securityNow } from "@/lib/platform/clock";
import { isoOrNull, minute } from "../print";
import { oneOf, pageSize } from "../reading";
import { inSession } from "../session";

interface Create {
  readonly domain?: string;
  readonly environment: KeyEnvironment;
  readonly key?: string;
}

const codeView = (code: ActivationCode) => ({
  id: code.id,
  organization: code.organizationId,
  environment: code.environment,
  domain: code.domain,
  lastFour: code.lastFour,
  createdBy: code.createdBy,
  createdAt: iso(code.createdAt),
  expiresAt: iso(code.expiresAt),
  redeemedAt: isoOrNull(code.redeemedAt),
  revokedAt: isoOrNull(code.revokedAt),
});

const installationView = (installation: Installation) => ({
  id: installation.id,
  organization: installation.organizationId,
  environment: installation.environment,
  domain: installation.domain,
  state: installationStatus(installation, securityNow()),
  activatedAt: iso(installation.createdAt),
  refreshedAt: iso(installation.refreshedAt),
  lastIp: installation.lastIp,
  endsAt: iso(endOf(installation)),
  revokedAt: isoOrNull(installation.revokedAt),
  revokedBy: installation.revokedBy,
});

function codeStanding(code: ReturnType<typeof codeView>): string {
  if (code.redeemedAt) return "redeemed";
  if (code.revokedAt) return "revoked";
  return Date.parse(code.expiresAt) <= securityNow() ? "expired" : "open";
}

/** `weir activation …` */
export function addActivationVerbs(program: Command): void {
  const activation = program
    .command("activation")
    .description("codes and tokens for plugins and sites, and the keys that sign the tokens");
  addCodeVerbs(activation);
  addInstallationVerbs(activation);
  addSigningKeyVerbs(activation);
}

function addCodeVerbs(activation: Command): void {
  activation
    .command("create <organization>")
    .description("make a code that works once within ten minutes; shown once")
    .option("--domain <host>", "the only domain that may redeem it; whichever does when absent")
    .option("--environment <environment>", "prod, staging or dev", oneOf("PROD", "STAGING", "DEV"), "PROD")
    .option("--key <key>", "idempotency key: the same one never makes a second code")
    .action(
      inSession<Create>("activation:write", async (session, [reference = ""], options) => {
        const organization = await session.organization(reference);
        await session.aboutTo(`make an activation code for ${organization.name}`);
        const { activationCode, text } = await createActivationCode(session.as(organization.id), {
          environment: options.environment,
          domain: options.domain ?? null,
          ...(options.key === undefined ? {} : { idempotencyKey: options.key }),
        });
        session.print.done(
          { ...codeView(activationCode), code: text },
          `Activation code of ${organization.name}, shown this once; it works once, until ${minute(activationCode.expiresAt) ?? ""}:\n${text}`,
        );
      }),
    );
  activation
    .command("codes <organization>")
    .description("activation codes, newest first, also those that are over")
    .option("--limit <n>", "at most this many (1–100)", pageSize, 50)
    .action(
      inSession<{ limit: number }>("activation:read", async (session, [reference = ""], { limit }) => {
        const { id } = await session.organization(reference);
        const { activationCodes } = await listActivationCodes(session.as(id), { limit });
        session.print.list(
          activationCodes.map(codeView),
          [
            ["id", (row) => row.id],
            ["code", (row) => `…${row.lastFour}`],
            ["domain", (row) => row.domain ?? "any"],
            ["environment", (row) => row.environment.toLowerCase()],
            ["state", codeStanding],
            ["expires", (row) => row.expiresAt.slice(0, 16)],
          ],
          "There are no activation codes.",
        );
      }),
    );
}

function addInstallationVerbs(activation: Command): void {
  activation
    .command("list <organization>")
    .description("plugins and sites that were activated, newest first, also those that have ended")
    .option("--limit <n>", "at most this many (1–100)", pageSize, 50)
    .action(
      inSession<{ limit: number }>("activation:read", async (session, [reference = ""], { limit }) => {
        const { id } = await session.organization(reference);
        const { installations } = await listInstallations(session.as(id), { limit });
        session.print.list(
          installations.map(installationView),
          [
            ["id", (row) => row.id],
            ["domain", (row) => row.domain],
            ["environment", (row) => row.environment.toLowerCase()],
            ["state", (row) => row.state],
            ["last refresh", (row) => row.refreshedAt.slice(0, 16)],
            ["from", (row) => row.lastIp],
          ],
          "Nothing was activated yet.",
        );
      }),
    );
  activation
    .command("revoke <id> <organization>")
    .description("end an open code (act_…) or an installation (fam_…); its tokens are refused within a second")
    .option("--reason <text>", "kept in the journal")
    .action(
      inSession<{ reason?: string }>("activation:write", async (session, [id = "", reference = ""], { reason }) => {
        const organization = await session.organization(reference);
        const ctx = session.as(organization.id);
        if (isId("activationCode", id)) {
          await getActivationCode(ctx, id);
          await session.aboutTo(`revoke the activation code ${id} of ${organization.name}`, { ask: true });
          const code = await revokeActivationCode(ctx, id, reason);
          return session.print.done(codeView(code), `The activation code …${code.lastFour} is revoked.`);
        }
        const { domain } = await getInstallation(ctx, id);
        await session.aboutTo(`end the installation of ${organization.name} on ${domain}`, { ask: true });
        const ended = await revokeInstallation(ctx, id, reason);
        session.print.done(installationView(ended), `The installation on ${ended.domain} is ended.`);
      }),
    );
}

function addSigningKeyVerbs(activation: Command): void {
  activation
    .command("keys")
    .description("the keys that sign access tokens, newest first; never their secret halves")
    .action(
      inSession<object>("operator:read", async (session) => {
        const keys = await listSigningKeys(session.as());
        session.print.list(
          keys.map((key) => ({
            kid: key.kid,
            createdAt: iso(key.createdAt),
            signsFrom: iso(key.signsFrom),
            endsAt: isoOrNull(key.endsAt),
          })),
          [
            ["key", (row) => row.kid],
            ["signs from", (row) => row.signsFrom.slice(0, 16)],
            ["accepted until", (row) => row.endsAt?.slice(0, 16) ?? "its successor's time"],
          ],
          "There is no signing key yet; the first activation makes one.",
        );
      }),
    );
  activation
    .command("rotate-key")
    .description("make the next signing key; it is shown for an hour before it signs")
    .option("--at-once", "a key is in wrong hands: what it signed is refused within a second")
    .option("--reason <text>", "kept in the journal")
    .action(
      inSession<{ atOnce?: boolean; reason?: string }>(
        "operator:write",
        async (session, _, { atOnce = false, reason }) => {
          const what = atOnce
            ? "make a new signing key and refuse every access token there is; installations refresh by themselves"
            : "make the next signing key";
          await session.aboutTo(what, { ask: atOnce });
          const key = await rotateSigningKey(session.as(), { atOnce, ...(reason === undefined ? {} : { reason }) });
          session.print.done(
            { kid: key.kid, signsFrom: iso(key.signsFrom) },
            `The key ${key.kid} signs ${atOnce ? "from now on" : `from ${minute(key.signsFrom) ?? ""}`}.`,
          );
        },
      ),
    );
}
