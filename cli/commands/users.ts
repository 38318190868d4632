import type { Command } from "commander";
import { resetSecondStep } from "@/lib/auth";
import { conflict, notFound } from "@/lib/kernel/errors";
import { findUser } from "@/lib/tenancy";
import { inSession } from "../session";

/** `weir user …` */
export function addUserVerbs(program: Command): void {
  program
    .command("user")
    .description("accounts of people, whatever organization they belong to")
    .command("reset-second-step <email>")
    .description("let somebody who lost phone and recovery codes in by the password alone; signs him out everywhere")
    .requiredOption("--reason <text>", "how you made sure that it is he; kept in the journal")
    .action(
      inSession<{ reason: string }>("operator:write", async (session, [email = ""], { reason }) => {
        const ctx = session.as();
        const user = await findUser(ctx, email);
        if (!user) throw notFound("user");
        await session.aboutTo(
          `take the second step of signing in from ${user.email}, whom the password alone lets in from then on`,
          { ask: true },
        );
        if (!(await resetSecondStep(ctx, user, reason))) throw conflict(`The sign-in of ${user.email} has one step.`);
        session.print.done(
          { email: user.email, secondStep: null },
          `The password alone signs ${user.email} in now. He was signed out everywhere, and told by mail.`,
        );
      }),
    );
}
