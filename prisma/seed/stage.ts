import type { World } from "@/lib/context";
import { Invariant } from "@/lib/kernel/errors";
import { findOrganization, listMembers } from "@/lib/tenancy";
import type { Character, Scene } from "./character";
import type { KeptKey, KeyRing } from "./demo-keys";
import { actingAs, moveIn, systemContext } from "./people";

/** A character whose organization stands, with its keys. */
export interface OnStage {
  readonly scene: Scene;
  readonly keys: readonly KeptKey[];
}

/** Brings a character in: its people, its organization, its keys. What is there already is found. */
export async function enter(world: World, ring: KeyRing, character: Character): Promise<OnStage> {
  await moveIn(world, character);
  const there = await find(world, ring, character);
  if (!there) throw new Invariant(`${character.name} did not move in`);
  return there;
}

/** A character that moved in before, or null: the demonstration was begun without it, or its owner has left. */
export async function find(world: World, ring: KeyRing, character: Character): Promise<OnStage | null> {
  const organization = await findOrganization(world, character.key);
  if (!organization) return null;
  const owner = (await listMembers(world, organization.id)).find((member) => member.role === "OWNER");
  if (!owner) return null;
  const ctx = actingAs(
    world,
    { id: owner.userId, email: owner.email, name: owner.name, createdAt: owner.createdAt },
    organization.id,
  );
  const live = await ring.take(ctx, { slot: character.key, organization: character.name, environment: "PROD" });
  const test = character.withTestKey
    ? [await ring.take(ctx, { slot: `${character.key}-test`, organization: character.name, environment: "DEV" })]
    : [];
  return { scene: { ctx, character, organizationId: organization.id, apiKeyId: live.id }, keys: [live, ...test] };
}

/** The key of the deployment, with which a vendor's backend speaks for all its customers. */
export const deploymentKey = (world: World, ring: KeyRing): Promise<KeptKey> =>
  ring.take(systemContext(world), { slot: "deployment", organization: null, environment: "PROD" });
