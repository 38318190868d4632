import { Webhook, WebhookVerificationError } from "standardwebhooks";
import { z } from "zod";
import type { World } from "@/lib/context";
import { AppError, unavailable } from "@/lib/kernel/errors";
import { securityNow } from "@/lib/platform/clock";
import {
  applyMembership,
  applyMembershipGone,
  applyOrganization,
  applyOrganizationGone,
  applySessionGone,
  applyUser,
  applyUserGone,
} from "./apply";
import { noteMessage, wasApplied } from "./store";
import { readMembership, readOrganization, readUser } from "./translate";

/** What a message came to. */
export interface ReceivedMessage {
  readonly id: string;
  readonly type: string;
  /** `repeated` for one that was applied before; `passed over` for what does not concern us or is old news. */
  readonly outcome: "applied" | "passed over" | "repeated";
}

const message = z.object({
  type: z.string().min(1).max(100),
  data: z.record(z.string(), z.unknown()),
  /** When Clerk made it, in milliseconds. */
  timestamp: z.number().int().positive().optional(),
});
type Message = z.output<typeof message>;

const malformed = (detail: string): AppError => new AppError("MALFORMED", detail);

const SECRETS = (world: World): string[] =>
  (world.env.CLERK_WEBHOOK_SECRET ?? "")
    .split(",")
    .map((secret) => secret.trim())
    .filter(Boolean);

/**
 * Takes a message of Clerk's: checks the signature over the raw bytes and its stamp, and applies it once by its id, in
 * whichever order messages come. MALFORMED for a signature that does not hold or a form that is none of Clerk's;
 * UNAVAILABLE without a secret, and when it cannot be applied now (Clerk sends it again).
 */
export async function receiveClerkMessage(
  world: World,
  rawBody: Uint8Array,
  headers: Headers,
): Promise<ReceivedMessage> {
  const read = verified(world, rawBody, headers);
  const id = headers.get("svix-id") ?? "";
  if (await wasApplied(world.db, id)) return { id, type: read.type, outcome: "repeated" };
  const applied = await apply(world, read);
  await noteMessage(world.db, { id, type: read.type }, securityNow());
  return { id, type: read.type, outcome: applied ? "applied" : "passed over" };
}

function verified(world: World, rawBody: Uint8Array, headers: Headers): Message {
  const secrets = SECRETS(world);
  if (secrets.length === 0)
    throw unavailable("Messages of Clerk are not accepted: CLERK_WEBHOOK_SECRET is not set.", 60);
  const signed = Object.fromEntries(
    ["id", "timestamp", "signature"].map((name) => [`webhook-${name}`, headers.get(`svix-${name}`) ?? ""]),
  );
  if ((signed["webhook-id"] ?? "").length > 255) throw malformed("The svix-id header is too long.");
  const body = Buffer.from(rawBody).toString("utf8");
  for (const secret of secrets) {
    try {
      const parsed = message.safeParse(new Webhook(secret).verify(body, signed));
      if (parsed.success) return parsed.data;
      throw malformed("The signature holds, but the body has no type and data as Clerk's messages do.");
    } catch (error) {
      if (error instanceof AppError) throw error;
      if (error instanceof SyntaxError) throw malformed("The signature holds, but the body is not JSON.");
      if (!(error instanceof WebhookVerificationError)) throw error;
    }
  }
  throw malformed(
    "The signature does not fit the body, or its time is not now. The likely causes: CLERK_WEBHOOK_SECRET belongs to another endpoint, or something on the way changed the body.",
  );
}

/** Whether anything came of it. */
async function apply(world: World, { type, data, timestamp }: Message): Promise<boolean> {
  // What is gone has no stamp of its own left; its message has one.
  const at = timestamp ?? securityNow();
  try {
    switch (type) {
      case "user.created":
      case "user.updated":
        return await applyUser(world, readUser(data));
      case "user.deleted":
        return await applyUserGone(world, idIn(data), at);
      case "organization.created":
      case "organization.updated":
        return await applyOrganization(world, readOrganization(data));
      case "organization.deleted":
        return await applyOrganizationGone(world, idIn(data), at);
      case "organizationMembership.created":
      case "organizationMembership.updated":
        return await applyMembership(world, readMembership(data), type.endsWith("created"));
      case "organizationMembership.deleted": {
        const { organization, userId } = readMembership(data);
        return await applyMembershipGone(world, organization.id, userId, at);
      }
      case "session.ended":
      case "session.removed":
      case "session.revoked":
        return await applySessionGone(world, idIn(data), at);
      default:
        return false;
    }
  } catch (error) {
    // It comes again, and by then there may be a seat.
    if (error instanceof AppError && error.code === "LIMIT_EXCEEDED") throw unavailable(error.message, 3_600, error);
    if (error instanceof z.ZodError)
      throw malformed(`The data of this ${type} is not in the form that Clerk documents.`);
    throw error;
  }
}

const idIn = (data: Message["data"]): string => z.string().min(1).max(100).parse(data.id);
