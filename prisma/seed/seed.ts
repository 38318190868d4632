import { refusalToMove, showClock, tellOnUntil } from "@/lib/clock";
import type { World } from "@/lib/context";
import { identityMode } from "@/lib/platform/env";
import { listOrganizations } from "@/lib/tenancy";
import { ensureCatalog } from "./catalog";
import { CHARACTERS } from "./characters";
import { openKeyRing, type KeptKey } from "./demo-keys";
import { allLogins, systemContext, type Login } from "./people";
import { deploymentKey, find, type OnStage } from "./stage";
import { PlainStop } from "./stop";
import { tellStory } from "./story";

/** What a seeded deployment tells its visitors. */
export interface Seeded {
  readonly logins: readonly Login[];
  readonly apiKeys: readonly {
    readonly organization: string;
    readonly key: string;
    readonly scopes: readonly string[];
  }[];
  readonly deploymentKey: string | null;
}

const NOBODY: Seeded = { logins: [], apiKeys: [], deploymentKey: null };

/** A catalog and nothing else. Repeating it changes nothing. */
export async function seedEmpty(world: World, say: (text: string) => void): Promise<Seeded> {
  say((await ensureCatalog(world)) ? "the catalog that comes with Weir was applied" : "a catalog is there");
  await catchUp(world);
  return NOBODY;
}

/**
 * The characters: told once to an empty database, then brought to today at every start. Repeating it on the same day
 * changes nothing. A deployment with tenants of its own is left alone. Refuses where no demonstration may be.
 */
export async function seedCharacters(world: World, say: (text: string) => void): Promise<Seeded> {
  refuseUnlessDemonstration(world);
  const ring = openKeyRing(world.env.WEIR_HOME);
  const { shiftMs } = await showClock(world);
  const untold = shiftMs < 0 || (await listOrganizations(world, { limit: 1 })).organizations.length === 0;
  if (untold) await tellStory({ world, ring, characters: CHARACTERS, say });
  else await catchUp(world);
  const cast: OnStage[] = [];
  for (const character of CHARACTERS) {
    const there = await find(world, ring, character);
    if (there) cast.push(there);
  }
  if (cast.length === 0) {
    say(
      "this deployment has tenants of its own: no characters were added (npm start -- --fresh begins anew with them)",
    );
    return seedEmpty(world, say);
  }
  for (const { scene } of cast) await scene.character.today(scene);
  say(`today is told: ${cast.map(({ scene }) => scene.character.name).join(", ")}`);
  const deployment = await deploymentKey(world, ring);
  const names = new Set(cast.map(({ scene }) => scene.character.name));
  return {
    logins: allLogins(CHARACTERS).filter(({ organization }) => organization === null || names.has(organization)),
    apiKeys: cast.flatMap(({ keys }) => keys).map(shownKey),
    deploymentKey: deployment.key,
  };
}

const shownKey = ({ organization, key, scopes }: KeptKey) => ({ organization: organization ?? "", key, scopes });

function refuseUnlessDemonstration({ env }: World): void {
  if (env.NODE_ENV === "production" && !env.WEIR_DEMO) {
    throw new PlainStop(
      "The characters have known passwords, so they are made only with WEIR_DEMO=1 or outside production. Use --empty for a catalog alone.",
    );
  }
  if (identityMode(env) !== "local")
    throw new PlainStop("The characters sign in with passwords of Weir's own; with Clerk configured use --empty.");
  const refusal = refusalToMove(env);
  if (refusal) throw new PlainStop(`The characters' past cannot be told here. ${refusal}`);
}

/** What has come due while nothing ran is done, and a simulator that was begun in the past stands where we stand. */
async function catchUp(world: World): Promise<void> {
  if (refusalToMove(world.env)) return;
  const { now } = await showClock(world);
  await tellOnUntil(systemContext(world), now);
}
