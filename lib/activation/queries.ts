import type { Ctx } from "@/lib/context";
import { notFound, required } from "@/lib/kernel/errors";
import { isId } from "@/lib/kernel/ids";
import { securityNow } from "@/lib/platform/clock";
import { recentAnswers, type RecentAnswers } from "@/lib/platform/recent-answers";
import type { World } from "@/lib/context";
import { INSTALLATION_IDLE, type ActivationCode, type Installation, type StoredCode } from "./model";
import { domainOfOrigin } from "./rules/domain";
import {
  codeIn,
  countAlive,
  installationIn,
  isDomainKnown,
  selectCodes,
  selectInstallations,
  selectInstallationsOfAll,
  type InstallationSearch,
  type Keyset,
} from "./store";

export const MAX_ACTIVATION_PAGE = 100;

type Reading = Pick<Ctx, "db" | "organization">;
type PageWish = { readonly limit?: number; readonly after?: Keyset };

const whose = (ctx: Reading): string => required(ctx.organization, "the organization whose installations are meant");
const limitOf = (page: PageWish): number => Math.min(Math.max(page.limit ?? 20, 1), MAX_ACTIVATION_PAGE);

function pageOf<Row extends Keyset>(
  found: readonly Row[],
  limit: number,
): { rows: readonly Row[]; next: Keyset | null } {
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  return { rows, next: found.length > limit && last ? { createdAt: last.createdAt, id: last.id } : null };
}

/** A code without what is needed to check one. */
export const shown = ({ codeHash: _, ...code }: StoredCode): ActivationCode => code;

/** Codes of the context's organization, newest first, also those that are over. `limit` is cut to 100. */
export async function listActivationCodes(
  ctx: Reading,
  page: PageWish = {},
): Promise<{ activationCodes: readonly ActivationCode[]; next: Keyset | null }> {
  const limit = limitOf(page);
  const found = await selectCodes(ctx.db, { organizationId: whose(ctx), after: page.after, limit: limit + 1 });
  const { rows, next } = pageOf(found, limit);
  return { activationCodes: rows.map(shown), next };
}

/** Installations of the context's organization, newest first, also those that have ended. `limit` is cut to 100. */
export async function listInstallations(
  ctx: Reading,
  page: PageWish = {},
): Promise<{ installations: readonly Installation[]; next: Keyset | null }> {
  const limit = limitOf(page);
  const found = await selectInstallations(ctx.db, { organizationId: whose(ctx), after: page.after, limit: limit + 1 });
  const { rows, next } = pageOf(found, limit);
  return { installations: rows, next };
}

/**
 * Installations of every organization, newest first, for staff: by part of a domain, by organization, by how they stand.
 * `limit` is cut to 100. Reads only.
 */
export async function listEveryInstallation(
  ctx: Pick<Ctx, "db">,
  search: Partial<InstallationSearch>,
  page: PageWish = {},
): Promise<{ installations: readonly Installation[]; next: Keyset | null }> {
  const limit = limitOf(page);
  const { organizationId = null, domain = null, standing = null } = search;
  const found = await selectInstallationsOfAll(
    ctx.db,
    { organizationId, domain: domain?.toLowerCase() ?? null, standing },
    { after: page.after, limit: limit + 1, now: securityNow(), idleMs: INSTALLATION_IDLE },
  );
  const { rows, next } = pageOf(found, limit);
  return { installations: rows, next };
}

/** How many installations of the context's organization are active. */
export const countActiveInstallations = (ctx: Reading): Promise<number> =>
  countAlive(ctx.db, whose(ctx), securityNow(), INSTALLATION_IDLE);

/** One code of the context's organization; throws NOT_FOUND, also for another's. */
export async function getActivationCode(ctx: Reading, id: string): Promise<ActivationCode> {
  const code = isId("activationCode", id) ? await codeIn(ctx.db, whose(ctx), id) : null;
  if (!code) throw notFound("activation code");
  return shown(code);
}

/** One installation of the context's organization; throws NOT_FOUND, also for another's. */
export async function getInstallation(ctx: Reading, id: string): Promise<Installation> {
  const installation = isId("installation", id) ? await installationIn(ctx.db, whose(ctx), id) : null;
  if (!installation) throw notFound("installation");
  return installation;
}

const recent = new WeakMap<World["db"], RecentAnswers<boolean>>();

/**
 * Whether a page of this origin may read our answers: its domain has an activation code or an installation here, or had one
 * that is not cleared away yet, or a code is open that any domain may redeem. Known for at most a second.
 */
export async function isKnownOrigin(world: Pick<World, "db">, origin: string): Promise<boolean> {
  const domain = domainOfOrigin(origin);
  if (domain === null) return false;
  const answers = recent.get(world.db) ?? recentAnswers<boolean>();
  recent.set(world.db, answers);
  return answers.get(domain, () => isDomainKnown(world.db, domain, securityNow()));
}
