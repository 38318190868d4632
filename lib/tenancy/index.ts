export { ROLES } from "./model";
export type {
  Belonging,
  Member,
  Membership,
  Metadata,
  Organization,
  OrganizationKeyset,
  OrganizationKind,
  OrganizationPage,
  OrganizationStatus,
  Role,
  User,
} from "./model";
export { signUp, type SignedUp, type SignUp } from "./sign-up";
export {
  createOrganization,
  createOrganizationOnce,
  type CreateOrganization,
  type MadeOrganization,
} from "./create-organization";
export { updateOrganization, type UpdateOrganization } from "./update-organization";
export { repairMissingSubscription } from "./repair-missing-subscription";
export { addMember } from "./add-member";
export { changeRole, removeMember } from "./change-role";
export {
  emailsOf,
  findOrganization,
  findUser,
  getOrganization,
  getUser,
  listMembers,
  listOrganizations,
  organizationBySlug,
  organizationNames,
  organizationsOf,
  roleIn,
} from "./queries";
export { keepStripeCustomer, organizationForUpdate, setOrganizationStatus } from "./store";
export { ORGANIZATION_NAME_MAX, USER_NAME_MAX } from "./rules/form";
