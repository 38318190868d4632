import type { Actor, Ctx, World } from "@/lib/context";
import { newId } from "@/lib/kernel/ids";

/** What happens because Clerk says so; one actor for all of it, so that two who come at once make one thing. */
const CLERK: Actor = { kind: "system", id: "clerk", label: "Clerk" };

/** A context in which Clerk's word is done, for one organization or for the deployment. */
export const asClerk = (world: World, organization: string | null = null): Ctx => ({
  ...world,
  actor: CLERK,
  organization,
  requestId: newId("request"),
});
