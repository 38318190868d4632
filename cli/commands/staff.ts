import type { Command } from "commander";
import { appointStaff, dismissStaff, listStaff, type StaffRole } from "@/lib/access";
import type { Ctx } from "@/lib/context";
import { notFound } from "@/lib/kernel/errors";
import { iso } from "@/lib/kernel/time";
import { findUser, type User } from "@/lib/tenancy";
import { words } from "../print";
import { oneOf } from "../reading";
import { inSession } from "../session";

interface Appoint {
  readonly role: StaffRole;
}

/** `weir staff …` */
export function addStaffVerbs(program: Command): void {
  const staff = program.command("staff").description("people of this deployment, apart from any tenant's roles");
  staff
    .command("list")
    .description("everybody who may enter the console")
    .action(
      inSession("operator:read", async (session) => {
        const found = await listStaff(session.as());
        session.print.list(
          found.map(({ email, role, since }) => ({ email, role, since: iso(since) })),
          [
            ["e-mail", (row) => row.email],
            ["role", (row) => words(row.role)],
            ["since", (row) => row.since.slice(0, 10)],
          ],
          "Nobody is staff.",
        );
      }),
    );
  staff
    .command("appoint <email>")
    .description("let somebody who has signed up enter the console, or change his role there")
    .requiredOption("--role <role>", "operator does everything; support reads, and looks in a member's name", role)
    .action(
      inSession<Appoint>("operator:write", async (session, [email = ""], { role: wanted }) => {
        const user = await userNamed(session.as(), email);
        await session.aboutTo(`make ${user.email} ${words(wanted)} of this deployment`);
        await appointStaff(session.as(), user.id, wanted);
        session.print.done({ email: user.email, role: wanted }, `${user.email} is ${words(wanted)}`);
      }),
    );
  staff
    .command("dismiss <email>")
    .description("close the console to somebody, and end what he has open in a member's name")
    .action(
      inSession("operator:write", async (session, [email = ""]) => {
        const user = await userNamed(session.as(), email);
        await session.aboutTo(`dismiss ${user.email} from the staff`, { ask: true });
        const dismissed = await dismissStaff(session.as(), user.id);
        session.print.done(
          { email: user.email, dismissed },
          dismissed ? `${user.email} is staff no more` : `${user.email} was not staff`,
        );
      }),
    );
}

const role = oneOf("OPERATOR", "SUPPORT");

async function userNamed(ctx: Pick<Ctx, "db">, email: string): Promise<User> {
  const user = await findUser(ctx, email);
  if (!user) throw notFound("user");
  return user;
}
