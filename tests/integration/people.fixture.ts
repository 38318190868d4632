import type { Ctx } from "@/lib/context";
import type { AppError } from "@/lib/kernel/errors";
import { newId } from "@/lib/kernel/ids";
import { sqlOf } from "@/lib/platform/db";
import { listMailbox, readMailbox } from "@/lib/platform/mail";
import { readStanding } from "@/lib/quota";
import { acceptInvitation, invitePeople, type AcceptedInvitation, type Organization } from "@/lib/tenancy";
import { deliverOutbox } from "@/workers/jobs/deliver-outbox";
import { startWorld, type TestWorld } from "../support/world";

export interface Person {
  readonly userId: string;
  readonly email: string;
}

/** A Weir with the seed catalog, and what stories about people need of it. */
export interface Town {
  readonly weir: TestWorld;
  /** Somebody with an account and nothing else: no password, which would take its time, and no organization. */
  person(name: string): Promise<Person>;
  /** A team on the free plan, which has three seats. */
  team(name: string, owner: Person): Promise<Organization>;
  as(person: Person, organization?: Organization): Ctx;
  /** The link that the newest mail to an address carries. */
  linkTo(email: string): Promise<string>;
  /** Invites one address and gives the token of its link. */
  invite(by: Ctx, email: string, role?: string): Promise<string>;
  accept(person: Person, token: string): Promise<AcceptedInvitation>;
  /** Seats as the usage page shows them. */
  seatsCounted(organization: Organization): Promise<number | undefined>;
  rows<Row>(text: string, ...values: unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

export const tokenOf = (link: string): string => new URL(link).pathname.split("/").at(-1) ?? "";

export async function openTown(settings: Readonly<Record<string, string>> = {}): Promise<Town> {
  const weir = await startWorld(settings);
  await weir.seedCatalog();
  const as: Town["as"] = (person, organization) =>
    weir.as({ kind: "user", id: person.userId, label: person.email }, organization?.id ?? null);
  const linkTo: Town["linkTo"] = async (email) => {
    while ((await deliverOutbox(weir.system(), 100)) > 0);
    const [newest] = (await listMailbox(weir.world.db, 500)).filter((mail) => mail.to === email);
    const mail = newest && (await readMailbox(weir.world.db, newest.id));
    return /https?:\/\/\S+\/invite\/\S+/.exec(mail?.text ?? "")?.[0] ?? "no link";
  };
  return {
    weir,
    as,
    linkTo,
    async person(name) {
      const email = `${name.toLowerCase()}@example.test`;
      const userId = newId("user");
      await sqlOf(weir.world.db).query(`insert into app_user (id, email, name) values ($1, $2, $3) returning id`, [
        userId,
        email,
        name,
      ]);
      return { userId, email };
    },
    team: (name, owner) => weir.team(name, { ownerId: owner.userId }),
    async invite(by, email, role = "MEMBER") {
      const [invited] = await invitePeople(by, { emails: [email], role });
      if (invited?.outcome !== "invited") throw new Error(`nobody was invited: ${invited?.outcome}`);
      return tokenOf(invited.acceptUrl);
    },
    accept: (person, token) => acceptInvitation(as(person), token),
    async seatsCounted(organization) {
      const standing = await readStanding(weir.world, organization.id, "PROD");
      return standing.limits.find(({ meter }) => meter === "seats")?.used;
    },
    rows: <Row>(text: string, ...values: unknown[]) => sqlOf(weir.world.db).query<Row>(text, values),
    close: () => weir.close(),
  };
}

/** The refusal that a promise ends with; fails when it does not. */
export async function refused(promise: Promise<unknown>): Promise<AppError> {
  try {
    await promise;
  } catch (error) {
    return error as AppError;
  }
  throw new Error("it was not refused");
}
