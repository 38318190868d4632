export {
  ACTOR_ROLES,
  isScope,
  ORGANIZATION_SCOPES,
  PERMISSIONS,
  scopeOf,
  SCOPES,
  type ActorRole,
  type Permission,
  type Scope,
  type StaffRole,
} from "./permissions";
export { can, memberAsker, type Asker } from "./can";
export { KEY_LEAKED_MAIL } from "./model";
export type { ApiKey, Impersonation, KeyEnvironment, KeyLeakedMail, KeyPrincipal } from "./model";
export { lacksPermission, missingScope, notForAnother } from "./errors";
export { createApiKey, type CreateApiKey } from "./create-api-key";
export { changeApiKey, type ChangeApiKey } from "./change-api-key";
export { apiKeyOnWire } from "./key-on-wire";
export { KEY_NAME_MAX } from "./rules/key-fields";
export type { CreatedApiKey } from "./make-key";
export { endMembership, keysInUseByMaker, listKeysMadeBy, revokeEveryKey } from "./end-membership";
export { reportLeakedKey } from "./report-leaked-key";
export { revokeApiKey } from "./revoke-api-key";
export { DEFAULT_OVERLAP, MAX_OVERLAP, rotateApiKey, type RotateApiKey, type RotatedApiKey } from "./rotate-api-key";
export { verifyApiKey, type KeyWorld } from "./verify-api-key";
export { clearOldRequestDays, requestsByDay, writeRequestTally } from "./request-tally";
export { appointStaff } from "./appoint-staff";
export { dismissStaff } from "./dismiss-staff";
export {
  countKeysInUse,
  getApiKey,
  listApiKeys,
  listStaff,
  operatorCount,
  requireMember,
  staffRole,
  type ApiKeyPage,
  type StaffMember,
} from "./queries";
export {
  endExpiredImpersonations,
  endImpersonationOf,
  IMPERSONATED_MAIL,
  revokeImpersonation,
  startImpersonation,
  type ImpersonatedMail,
} from "./impersonate";
export { belongsTo, openImpersonations, type ActingStaff, type Belongs } from "./standing";
