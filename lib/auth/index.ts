export { countSignInAttempt } from "./attempts";
export { changePassword, type ChangePassword } from "./change-password";
export { COOKIE_PREFIX } from "./local";
export { endExpiredSessions } from "./end-expired-sessions";
export { localIdentity, sessionUser } from "./identity";
export { lastSignIns } from "./last-sign-ins";
export { hashPassword, PASSWORD_MAX, PASSWORD_MIN, verifyPassword } from "./password";
export {
  disableSecondStep,
  enableSecondStep,
  proposeSecondStep,
  SECOND_STEP_MAIL,
  secondStepStanding,
  type Person,
  type ProposedSecondStep,
  type SecondStepMail,
  type SecondStepStanding,
} from "./second-step";
export { resetSecondStep } from "./reset-second-step";
export { endOtherSessions, endSession, endSessionsOf, listSessions, type OpenSession } from "./sessions";
export { finishSignIn, isPending, leave, signIn, type SecondStepOutcome } from "./sign-in";
export type {
  ExternalIdentity,
  IdentityProvider,
  LocalIdentityProvider,
  SessionCookie,
  SessionUser,
  SignInAttempt,
  SignInOutcome,
} from "./provider";
