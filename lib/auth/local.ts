import type { BetterAuthOptions } from "better-auth";
import type { World } from "@/lib/context";
import { newId } from "@/lib/kernel/ids";
import { DAY, instant, SECOND } from "@/lib/kernel/time";
import { securityNow } from "@/lib/platform/clock";
import { countSignInAttempt, forgiveSignInAttempts } from "./attempts";
import { hashPassword, PASSWORD_MAX, PASSWORD_MIN, verifyPassword } from "./password";
import { PENDING_SECONDS, sealPending } from "./pending-sign-in";
import type { LocalIdentityProvider, SessionCookie, SessionUser, SignInAttempt, SignInOutcome } from "./provider";
import { personWithSecondStep } from "./second-step-store";
import { passwordOf } from "./store";

/** Sessions end this long after the sign-in; they are not prolonged, so that reading a page never writes. */
const SESSION_SECONDS = (14 * DAY) / SECOND;
export const COOKIE_PREFIX = "weir";
/** Carries a sign-in whose second step is not done. */
export const PENDING_COOKIE = `${COOKIE_PREFIX}.second_step`;

type IdentityWorld = Pick<World, "env" | "db" | "redis" | "log">;

/** Loaded when somebody first signs in: gateway, worker and CLI never need it. */
async function loadAuth(world: IdentityWorld) {
  const [{ betterAuth }, { prismaAdapter }, { openingSessions }] = await Promise.all([
    import("better-auth/minimal"),
    import("better-auth/adapters/prisma"),
    import("./opening-sessions"),
  ]);
  const options = {
    appName: "Weir",
    baseURL: world.env.WEIR_URL,
    trustedOrigins: [new URL(world.env.WEIR_URL).origin],
    secret: world.env.BETTER_AUTH_SECRET,
    database: prismaAdapter(world.db, { provider: "postgresql" }),
    user: { modelName: "user" },
    account: { modelName: "credential" },
    session: { modelName: "session", expiresIn: SESSION_SECONDS, disableSessionRefresh: true },
    verification: { modelName: "verification" },
    emailAndPassword: {
      enabled: true,
      // tenancy.signUp makes the account together with what belongs to it, in one transaction.
      disableSignUp: true,
      minPasswordLength: PASSWORD_MIN,
      maxPasswordLength: PASSWORD_MAX,
      password: { hash: hashPassword, verify: ({ hash, password }) => verifyPassword(hash, password) },
    },
    advanced: {
      cookiePrefix: COOKIE_PREFIX,
      useSecureCookies: isHttps(world),
      defaultCookieAttributes: { httpOnly: true, sameSite: "lax", path: "/" },
      database: { generateId: ({ model }) => idFor(model) },
    },
    // Ours counts attempts where they are made; this one sits in a request handler that we do not mount.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
    plugins: [openingSessions()],
  } satisfies BetterAuthOptions;
  return betterAuth(options);
}

type LoadedAuth = Awaited<ReturnType<typeof loadAuth>>;

const isHttps = (world: IdentityWorld): boolean => new URL(world.env.WEIR_URL).protocol === "https:";

/** Our ids for what the provider stores; its own for kinds that we have no name for. */
function idFor(model: string): string | false {
  if (model === "account") return newId("credential");
  return model === "session" || model === "user" ? newId(model) : false;
}

/** The embedded identity provider: e-mail and password against our own tables. */
export function createLocalProvider(world: IdentityWorld): LocalIdentityProvider {
  let loading: Promise<LoadedAuth> | null = null;
  const auth = (): Promise<LoadedAuth> =>
    (loading ??= loadAuth(world).catch((error: unknown) => {
      loading = null;
      throw error;
    }));

  async function sessionUser(headers: Headers): Promise<SessionUser | null> {
    if (!headers.get("cookie")?.includes(`${COOKIE_PREFIX}.session_token=`)) return null;
    const found = await (
      await auth()
    ).api.getSession({ headers, query: { disableRefresh: true, disableCookieCache: true } });
    if (!found) return null;
    const { user, session } = found;
    return {
      id: user.id,
      email: user.email,
      name: user.name,
      sessionId: session.id,
      signedInAt: instant(session.createdAt),
    };
  }

  async function signIn(attempt: SignInAttempt): Promise<SignInOutcome> {
    const email = attempt.email.trim().toLowerCase();
    const ip = attempt.ip ?? "unknown";
    await countSignInAttempt(world, email, ip);
    const personOfTwoSteps = await personWithSecondStep(world.db, email);
    if (personOfTwoSteps !== null) return firstStep(personOfTwoSteps, { ...attempt, email, ip });
    const { isAPIError } = await import("better-auth/api");
    try {
      const opened = await (
        await auth()
      ).api.signInEmail({
        body: { email, password: attempt.password },
        headers: headersOf(attempt),
        returnHeaders: true,
      });
      await forgiveSignInAttempts(world, email, ip);
      if (attempt.cookie !== undefined) await signOut(new Headers({ cookie: attempt.cookie }));
      return { signedIn: true, userId: opened.response.user.id, cookies: await cookiesOf(opened.headers) };
    } catch (error) {
      if (isAPIError(error) && error.statusCode >= 400 && error.statusCode < 500) return { signedIn: false };
      throw error;
    }
  }

  /** The password alone: right, it opens nothing, and the browser may come with a code. */
  async function firstStep(
    userId: string,
    attempt: { readonly email: string; readonly password: string; readonly ip: string },
  ): Promise<SignInOutcome> {
    const known = await passwordOf(world.db, userId);
    const right = known !== null && (await verifyPassword(known.password, attempt.password));
    if (!right) return { signedIn: false };
    await forgiveSignInAttempts(world, attempt.email, attempt.ip);
    const value = sealPending(world.env, { userId, password: known.password }, securityNow());
    return { signedIn: false, pending: [pendingCookie(value, PENDING_SECONDS)] };
  }

  /** One that is kept for `seconds`; with 0 it goes. */
  const pendingCookie = (value: string, seconds: number): SessionCookie => ({
    ...{ name: PENDING_COOKIE, value, path: "/", httpOnly: true, sameSite: "lax", maxAge: seconds },
    secure: isHttps(world),
  });

  async function openSession(
    userId: string,
    browser: Omit<SignInAttempt, "email" | "password">,
  ): Promise<readonly SessionCookie[]> {
    const opened = await (
      await auth()
    ).api.openSession({ body: { userId }, headers: headersOf(browser), returnHeaders: true });
    if (browser.cookie !== undefined) await signOut(new Headers({ cookie: browser.cookie }));
    return [...(await cookiesOf(opened.headers)), pendingCookie("", 0)];
  }

  async function signOut(headers: Headers): Promise<readonly SessionCookie[]> {
    const ended = await (await auth()).api.signOut({ headers, returnHeaders: true });
    return cookiesOf(ended.headers);
  }

  async function cookiesOf(headers: Headers): Promise<SessionCookie[]> {
    const { parseSetCookieHeader } = await import("better-auth/cookies");
    return headers.getSetCookie().flatMap((line) =>
      [...parseSetCookieHeader(line)].map(([name, cookie]): SessionCookie => ({
        name,
        value: cookie.value,
        path: "/",
        httpOnly: true,
        secure: isHttps(world),
        sameSite: "lax",
        ...(cookie["max-age"] === undefined ? {} : { maxAge: cookie["max-age"] }),
      })),
    );
  }

  return { kind: "local", sessionUser, signIn, openSession, signOut };
}

/** What a session keeps of the browser in which it was begun. */
function headersOf({ userAgent, ip }: Pick<SignInAttempt, "userAgent" | "ip">): Headers {
  const headers = new Headers();
  if (userAgent) headers.set("user-agent", userAgent.slice(0, 400));
  if (ip) headers.set("x-forwarded-for", ip);
  return headers;
}
