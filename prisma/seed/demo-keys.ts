import fs from "node:fs";
import path from "node:path";
import { createApiKey, listApiKeys, ORGANIZATION_SCOPES, revokeApiKey, type KeyEnvironment } from "@/lib/access";
import type { Ctx } from "@/lib/context";

/** A key with its text, which the database does not have: it is shown once, so the demonstration keeps it beside itself. */
export interface KeptKey {
  readonly id: string;
  readonly organization: string | null;
  readonly key: string;
  readonly scopes: readonly string[];
}

export interface WantedKey {
  /** Under which name it is kept. */
  readonly slot: string;
  readonly organization: string | null;
  readonly environment: KeyEnvironment;
}

const NAME = "Demonstration";
const DEPLOYMENT_SCOPES = [...ORGANIZATION_SCOPES, "admin:*"];

/** The kept keys of one installation. */
export interface KeyRing {
  /** The wanted key: the kept one while the database still takes it, else a new one in its place. */
  take(ctx: Ctx, wanted: WantedKey): Promise<KeptKey>;
}

/** Opens the file in which this installation keeps the texts of its demonstration's keys; only its owner may read it. */
export function openKeyRing(home: string): KeyRing {
  const file = path.join(home, "demo-keys.json");
  const kept = readKept(file);
  return {
    async take(ctx, wanted) {
      const { apiKeys } = await listApiKeys(ctx, { limit: 100 });
      const there = kept[wanted.slot];
      if (there && apiKeys.some((key) => key.id === there.id && key.revokedAt === null)) return there;
      const name = wanted.environment === "PROD" ? NAME : `${NAME} (test)`;
      for (const lost of apiKeys)
        if (lost.name === name && lost.revokedAt === null) await revokeApiKey(ctx, lost.id, "Its text was lost.");
      const scopes = ctx.organization === null ? DEPLOYMENT_SCOPES : ORGANIZATION_SCOPES;
      const { apiKey, text } = await createApiKey(ctx, { name, scopes, environment: wanted.environment });
      const made = { id: apiKey.id, organization: wanted.organization, key: text, scopes: apiKey.scopes };
      kept[wanted.slot] = made;
      writePrivately(file, JSON.stringify(kept, null, 2) + "\n");
      return made;
    },
  };
}

function readKept(file: string): Record<string, KeptKey> {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8")) as Record<string, KeptKey>;
  } catch {
    // Absent, or cut short by a crash: the keys are made anew.
    return {};
  }
}

/** Replaces a file in one step; nobody but its owner may read it. */
export function writePrivately(file: string, text: string): void {
  fs.mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
  const draft = `${file}.${process.pid}.part`;
  fs.writeFileSync(draft, text, { mode: 0o600 });
  fs.renameSync(draft, file);
}
