import type { BetterAuthPlugin } from "better-auth";
import { createAuthEndpoint } from "better-auth/api";
import { setSessionCookie } from "better-auth/cookies";
import { z } from "zod";
import { Invariant } from "@/lib/kernel/errors";

/**
 * Lets the provider open a session for somebody whose password and code were checked here. It is called in this process and
 * answers no request: the provider's own request handler is not mounted.
 */
export const openingSessions = () =>
  ({
    id: "weir-opening-sessions",
    endpoints: {
      openSession: createAuthEndpoint(
        "/weir/open-session",
        { method: "POST", body: z.object({ userId: z.string() }), metadata: { SERVER_ONLY: true } },
        async (ctx) => {
          const { internalAdapter } = ctx.context;
          const user = await internalAdapter.findUserById(ctx.body.userId);
          if (!user) throw new Invariant("a session is opened for somebody who is there");
          const session = await internalAdapter.createSession(user.id);
          await setSessionCookie(ctx, { session, user });
          return ctx.json({ userId: user.id });
        },
      ),
    },
  }) satisfies BetterAuthPlugin;
