import { renderMail } from "@/components/emails/render-mail";
import { syncCustomer } from "@/lib/billing";
import type { Ctx } from "@/lib/context";
import { MAIL_ORDERED, mailOrderOf } from "@/lib/platform/mail";
import { markDelivered, markFailed, takeDue, type OutboxMessage } from "@/lib/platform/outbox";

type Listener = (ctx: Ctx, message: OutboxMessage) => Promise<void>;

/** Who inside the house listens to which message. A type without a listener is marked delivered: nobody waits for it. */
const LISTENERS: Readonly<Record<string, Listener>> = {
  "organization.updated": async (ctx, message) => {
    if (message.organizationId !== null) await syncCustomer(ctx, message.organizationId);
  },
  [MAIL_ORDERED]: sendMail,
};

/** Writes the mail that was ordered and hands it over. The message's id is the mail's at every attempt. */
async function sendMail(ctx: Ctx, message: OutboxMessage): Promise<void> {
  const { to, kind, model } = mailOrderOf(ctx.env, message.payload);
  const written = await renderMail(kind, model);
  await ctx.mail.send({ id: message.id, organizationId: message.organizationId, to, kind, ...written });
  if (ctx.mail.mode === "off")
    ctx.log.warn({ messageId: message.id, kind }, "a mail was not sent: SMTP_URL is not set");
}

/** Delivers due messages, at most `limit`; returns how many were taken. A failed one comes back after a growing pause. */
export async function deliverOutbox(ctx: Ctx, limit: number): Promise<number> {
  const due = await takeDue(ctx.db, limit);
  for (const message of due) await deliver(ctx, message);
  return due.length;
}

async function deliver(ctx: Ctx, message: OutboxMessage): Promise<void> {
  try {
    const listener = LISTENERS[message.type];
    if (listener) await listener({ ...ctx, organization: message.organizationId, requestId: message.id }, message);
    else ctx.log.debug({ messageId: message.id, type: message.type }, "nobody listens to this message");
    await markDelivered(ctx.db, message.id);
  } catch (error) {
    ctx.log.warn(
      { messageId: message.id, type: message.type, attempts: message.attempts, err: error },
      "a message could not be delivered and will be tried again",
    );
    await markFailed(ctx.db, message, error instanceof Error ? error.message : String(error));
  }
}
