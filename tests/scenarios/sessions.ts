import type { PortalSession } from "@/app/portal-session";
import { memberAsker } from "@/lib/access";
import { addMember, getOrganization, type Role } from "@/lib/tenancy";
import type { Customer, ScenarioWorld } from "./world";

/** What a page's model gets for a signed-in member: the organization as it stands now, and his role in it. */
export async function sessionOf(
  world: ScenarioWorld,
  owner: Customer,
  member?: { who: Customer; role: Role },
): Promise<PortalSession> {
  const who = member?.who ?? owner;
  const ctx = { ...world.as(who), organization: owner.organization.id };
  const organization = await getOrganization(ctx, owner.organization.id);
  const role = member?.role ?? "OWNER";
  return {
    ...{ ctx, organization, role, asker: memberAsker({ role, organization }) },
    user: {
      id: who.userId,
      email: who.email,
      name: who.name,
      sessionId: "ses_of_the_story",
      signedInAt: world.weir.world.clock.now(),
    },
  };
}

/** Lets somebody who has signed up into another's organization. */
export async function joins(world: ScenarioWorld, who: Customer, owner: Customer, role: Role): Promise<void> {
  await addMember(world.as(owner), who.userId, role);
}
