import { appointStaff } from "@/lib/access";
import { contextFor, SYSTEM, type Actor, type Ctx, type World } from "@/lib/context";
import { newId } from "@/lib/kernel/ids";
import {
  addMember,
  createOrganization,
  findOrganization,
  ROLES,
  signUp,
  type Organization,
  type Role,
  type User,
} from "@/lib/tenancy";
import type { Character } from "./character";

/** What somebody needs to look at the demonstration. `organization` is null for the operator. */
export interface Login {
  readonly email: string;
  readonly password: string;
  readonly organization: string | null;
  readonly role: Role | "OPERATOR";
  readonly shows: string;
}

const OPERATOR: Login = {
  email: "operator@weir.example",
  password: "weir-demo-operator",
  organization: null,
  role: "OPERATOR",
  shows: "The operator of this deployment",
};

const loginOf = (character: Character, role: Role): Login => ({
  email: `${role.toLowerCase()}@${character.key}.example`,
  password: `weir-demo-${character.key}`,
  organization: character.name,
  role,
  shows: `${character.name}, ${role.toLowerCase()}: ${character.shows}`,
});

/** Every login of the demonstration: owners first, then the operator, then everybody else. */
export function allLogins(characters: readonly Character[]): Login[] {
  const of = (role: Role): Login[] => characters.map((character) => loginOf(character, role));
  return [...of("OWNER"), OPERATOR, ...ROLES.filter((role) => role !== "OWNER").flatMap(of)];
}

/** The deployment's own context: what no tenant does. */
export const systemContext = (world: World): Ctx => contextFor(world, { actor: SYSTEM, requestId: newId("request") });

const actorOf = (user: User): Actor => ({ kind: "user", id: user.id, label: user.email });

/** A context in which a user acts in an organization. */
export const actingAs = (world: World, user: User, organizationId: string): Ctx =>
  contextFor(world, { actor: actorOf(user), organization: organizationId, requestId: newId("request") });

/** Signs the operator up and appoints him. Repeating it changes nothing. */
export async function hireOperator(world: World): Promise<void> {
  await appointOperator(world, OPERATOR.email, OPERATOR.password, "Olga Operator");
}

/** Makes an account and lets it run the deployment. The same e-mail with another password is a CONFLICT. */
export async function appointOperator(world: World, email: string, password: string, name: string): Promise<void> {
  const ctx = systemContext(world);
  const { user } = await signUp(ctx, { email, password, name });
  await appointStaff(ctx, user.id, "OPERATOR");
}

/** Signs up everybody of a character and makes their organization. Repeating it finds what is there. */
export async function moveIn(world: World, character: Character): Promise<{ organization: Organization; owner: User }> {
  const { OWNER: owner, ...others } = await everybody(world, character);
  const known = await findOrganization(world, character.key);
  const organization = known ?? (await foundOrganization(world, character, owner));
  const acting = actingAs(world, owner, organization.id);
  // Without being invited: an invitation would be an e-mail to nobody.
  for (const role of ["ADMIN", "MEMBER", "VIEWER"] as const) await addMember(acting, others[role].id, role);
  return { organization, owner };
}

async function everybody(world: World, character: Character): Promise<Record<Role, User>> {
  const ctx = systemContext(world);
  const accounts = await Promise.all(
    ROLES.map(async (role) => {
      const { email, password } = loginOf(character, role);
      const { user } = await signUp(ctx, {
        email,
        password,
        name: character.people[role],
        timeZone: character.timeZone,
      });
      return [role, user] as const;
    }),
  );
  return Object.fromEntries(accounts) as Record<Role, User>;
}

const foundOrganization = (world: World, character: Character, owner: User): Promise<Organization> =>
  createOrganization(contextFor(world, { actor: actorOf(owner), requestId: newId("request") }), {
    name: character.name,
    externalKey: character.key,
    billingEmail: `billing@${character.key}.example`,
    timeZone: character.timeZone,
    ownerId: owner.id,
  });
