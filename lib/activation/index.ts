export {
  ACCESS_LIFETIME,
  ACTIVATION_REUSED_MAIL,
  CODE_LIFETIME,
  INSTALLATION_LIFETIME,
  TOKEN_SCOPES,
  type ActivationCode,
  type ActivationReusedMail,
  type Installation,
  type InstallationPrincipal,
  type IssuedTokens,
} from "./model";
export { foreignOrigin, RefusedToken } from "./errors";
export { endOf, installationStatus, isAlive, type InstallationStatus } from "./rules/refresh";
export { domainOfOrigin, isOriginOf, readDomain } from "./rules/domain";
export { KEPT_BY_OTHERS } from "./rules/signing-keys";
export { createActivationCode, type CreateActivationCode, type CreatedActivationCode } from "./create-activation-code";
export { redeemActivationCode } from "./redeem-activation-code";
export { refreshInstallation } from "./refresh-installation";
export { genuineRefreshToken } from "./refresh-token";
export { revokeActivationCode, revokeEveryActivation, revokeInstallation } from "./revoke";
export { isAccessToken, verifyAccessToken, type TokenWorld } from "./access-token";
export {
  listSigningKeys,
  publicKeySet,
  rotateSigningKey,
  rotateSigningKeyWhenDue,
  type RotateSigningKey,
} from "./signing-keys";
export { clearEndedActivations, KEEP_ENDED } from "./clear-ended";
export {
  countActiveInstallations,
  getActivationCode,
  getInstallation,
  isKnownOrigin,
  listActivationCodes,
  listEveryInstallation,
  listInstallations,
} from "./queries";
export type { InstallationSearch, Keyset as InstallationKeyset } from "./store";
