import type { Transporter } from "nodemailer";
import { decrypt } from "./crypto";
import { sqlOf, type Db, type DbOrTx, type Tx } from "./db";
import { mailMode, type Environment, type MailMode } from "./env";
import { emit } from "./outbox";

/** Type of the outbox message that orders a mail. */
export const MAIL_ORDERED = "mail.ordered";

/** A mail that is wanted: to whom, of which kind, about what. Its words are made when it is delivered. */
export interface MailOrder {
  readonly to: string;
  readonly kind: string;
  /** Values of JSON alone: it waits in the outbox. */
  readonly model: Readonly<Record<string, unknown>>;
  /** More of the model, as an encrypted JSON object: what must not lie readable in a table, such as a link that admits. */
  readonly sealed?: string;
}

/** A mail with its words. `id` is the same at every attempt to deliver it. */
export interface MailMessage {
  readonly id: string;
  readonly organizationId: string | null;
  readonly to: string;
  readonly kind: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

/** Delivers mail. Each attempt carries the same Message-ID, so that a second delivery can be told for what it is. */
export interface Mail {
  readonly mode: MailMode;
  /** Throws when the server does not take the message; the caller tries again later. */
  send(message: MailMessage): Promise<void>;
}

/** Orders a mail in the caller's transaction: it goes out if that commits, and not otherwise. Returns the mail's id. */
export const orderMail = (tx: Tx, organizationId: string | null, order: MailOrder): Promise<string> =>
  emit(tx, MAIL_ORDERED, organizationId, { ...order });

/** The order in an outbox message, with what was sealed of its model. Throws on anything else. */
export function mailOrderOf(
  env: Pick<Environment, "ENCRYPTION_KEY">,
  payload: Readonly<Record<string, unknown>>,
): MailOrder {
  const { to, kind, model, sealed } = payload;
  if (typeof to !== "string" || typeof kind !== "string" || typeof model !== "object" || model === null)
    throw new Error("this message orders no mail");
  const opened = typeof sealed === "string" ? (JSON.parse(decrypt(env.ENCRYPTION_KEY, sealed)) as object) : {};
  return { to, kind, model: { ...model, ...opened } };
}

const CONNECT_MS = 10_000;
const ANSWER_MS = 20_000;

export function createMail(env: Environment, db: Db): Mail {
  const mode = mailMode(env);
  const { hostname } = new URL(env.WEIR_URL);
  const from = env.MAIL_FROM ?? `Weir <no-reply@${hostname}>`;
  let transport: Promise<Transporter> | null = null;
  return {
    mode,
    async send(message) {
      if (mode === "mailbox") return putIntoMailbox(db, message);
      if (mode === "off" || env.SMTP_URL === undefined) return;
      transport ??= connect(env.SMTP_URL);
      const { id, to, subject, html, text } = message;
      await (await transport).sendMail({ from, to, subject, html, text, messageId: `<${id}@${hostname}>` });
    },
  };
}

/** Loaded when the first mail goes out: of all processes only the worker sends any. */
async function connect(url: string): Promise<Transporter> {
  const { createTransport } = await import("nodemailer");
  return createTransport({
    url,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: ANSWER_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

async function putIntoMailbox(db: Db, message: MailMessage): Promise<void> {
  await sqlOf(db).query(
    `insert into mailbox_message (id, organization_id, recipient, kind, subject, html, plain) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict do nothing returning id`,
    [message.id, message.organizationId, message.to, message.kind, message.subject, message.html, message.text],
  );
}

/** A mail as it lies in the mailbox. */
export interface MailboxEntry {
  readonly id: string;
  readonly to: string;
  readonly kind: string;
  readonly subject: string;
  readonly deliveredAt: string;
}

const ENTRY = `id, recipient as "to", kind, subject, to_char(delivered_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "deliveredAt"`;

/** What has landed in the mailbox, the last first. For development and demonstrations: it asks nobody's permission. */
export const listMailbox = (db: DbOrTx, limit: number): Promise<MailboxEntry[]> =>
  sqlOf(db).query<MailboxEntry>(`select ${ENTRY} from mailbox_message order by delivered_at desc, id limit $1::int`, [
    limit,
  ]);

/** One mail of the mailbox with its words, or null. */
export async function readMailbox(
  db: DbOrTx,
  id: string,
): Promise<(MailboxEntry & { readonly html: string; readonly text: string }) | null> {
  const rows = await sqlOf(db).query<MailboxEntry & { html: string; text: string }>(
    `select ${ENTRY}, html, plain as text from mailbox_message where id = $1`,
    [id],
  );
  return rows[0] ?? null;
}
