import type { Metadata } from "next";
import { PublicShell } from "@/components/shell/public-shell";
import { browserWords } from "@/components/screens/profile/browser-words";
import type { ProfileActions, ProfileModel, SessionRow } from "@/components/screens/profile/model";
import { ProfileScreen } from "@/components/screens/profile/profile";
import { listSessions, secondStepStanding, type OpenSession } from "@/lib/auth";
import { iso } from "@/lib/kernel/time";
import { organizationsOf } from "@/lib/tenancy";
import { requireUser, type SignedIn } from "../../../portal-session";
import {
  disableSecondStepAction,
  enableSecondStepAction,
  endOthersAction,
  endSessionAction,
  proposeSecondStepAction,
  savePasswordAction,
  savePersonAction,
} from "./actions";
import { timeZoneChoices } from "../../../time-zones";
import { wayHome } from "../../../way-home";
import { accountEvents } from "./account-events";

export const metadata: Metadata = { title: "Profile" };

const ACTIONS: ProfileActions = {
  savePerson: savePersonAction,
  savePassword: savePasswordAction,
  proposeSecondStep: proposeSecondStepAction,
  enableSecondStep: enableSecondStepAction,
  disableSecondStep: disableSecondStepAction,
  endSession: endSessionAction,
  endOthers: endOthersAction,
};

export default async function ProfilePage() {
  const signedIn = await requireUser();
  return (
    <PublicShell model={{ ...(await wayHome()), signInHref: "/sign-in", demo: signedIn.ctx.env.WEIR_DEMO }} narrow>
      <ProfileScreen model={await modelOf(signedIn)} actions={ACTIONS} />
    </PublicShell>
  );
}

async function modelOf({ user, ctx }: SignedIn): Promise<ProfileModel> {
  try {
    const [belongings, sessions, second, events] = await Promise.all([
      organizationsOf(ctx, user.id),
      listSessions(ctx, user.id),
      secondStepStanding(ctx, user.id),
      accountEvents(ctx, user.id),
    ]);
    const own = belongings.find(({ organization, role }) => organization.kind === "PERSONAL" && role === "OWNER");
    const timeZone = own?.organization.timeZone ?? "UTC";
    return {
      kind: "ready",
      name: user.name,
      email: user.email,
      timeZone,
      zones: timeZoneChoices(timeZone),
      sessions: sessions.map((session) => rowOf(session, user.sessionId)),
      secondStep: second
        ? { kind: "on", since: iso(second.enabledAt), recoveryCodesLeft: second.recoveryCodesLeft }
        : { kind: "off" },
      events,
      account: ctx.identity ? { kind: "elsewhere", href: ctx.identity.accountHref(ctx) } : { kind: "here" },
    };
  } catch (error) {
    ctx.log.error({ err: error, requestId: ctx.requestId }, "a profile could not be read");
    return { kind: "failed", requestId: ctx.requestId, retryHref: "/settings/profile" };
  }
}

const rowOf = ({ id, ip, userAgent, startedAt, expiresAt }: OpenSession, here: string): SessionRow => ({
  id,
  here: id === here,
  browser: browserWords(userAgent),
  ip,
  startedAt: iso(startedAt),
  expiresAt: iso(expiresAt),
});
