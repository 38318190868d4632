export { INVITABLE_ROLES, ROLES } from "./model";
export type {
  Belonging,
  InvitableRole,
  Invitation,
  InvitationKeyset,
  InvitationPage,
  InvitationPeek,
  InvitationState,
  Member,
  MemberKeyset,
  MemberPage,
  Membership,
  Metadata,
  Organization,
  OrganizationKeyset,
  OrganizationKind,
  OrganizationPage,
  OrganizationStatus,
  Role,
  Seats,
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
export { adoptOrganization, findAdoptedOrganization, type ClerkTeam } from "./adopt-organization";
export { adoptUser, updateAdoptedUser, type ClerkPerson } from "./adopt-user";
export { renameUser } from "./rename-user";
export { repairMissingSubscription } from "./repair-missing-subscription";
export { addMember } from "./add-member";
export { changeRole, removeMember, type Alongside } from "./change-role";
export {
  OWNERSHIP_TRANSFERRED_MAIL,
  transferOwnership,
  type OwnershipTransferredMail,
  type TransferOwnership,
} from "./transfer-ownership";
export { changeQuantityPath, moreOfThePlan, type MoreOfThePlan, type SeatCure } from "./seat-cures";
export { reportUntoldSeats } from "./report-untold-seats";
export { readSeats, SEATS_METER } from "./seats";
export { invitePeople, type Invited, type InvitePeople } from "./invitations/invite-people";
export { eraseUser } from "./erase-user";
export { requireOwnership } from "./lock-members";
export {
  resendInvitation,
  revokeInvitation,
  revokeOpenInvitations,
  type ResentInvitation,
} from "./invitations/resend-invitation";
export { acceptInvitation, type AcceptedInvitation } from "./invitations/accept-invitation";
export { getInvitation, listInvitations, peekInvitation } from "./invitations/queries";
export { INVITATION_MAIL, type InvitationMail } from "./invitations/mail";
export { listTags, tagOrganization, tagsOf, untagOrganization } from "./tags/tag-organization";
export { MAX_INVITED_AT_ONCE } from "./rules/addresses";
export { mayNotChange } from "./rules/authority";
export { losesLastOwner } from "./rules/last-owner";
export { takesSeat } from "./rules/seats";
export {
  emailsOf,
  findOrganization,
  findUser,
  getMember,
  getOrganization,
  getUser,
  listMembers,
  listOrganizations,
  organizationBySlug,
  organizationNames,
  organizationsOf,
  pageOfMembers,
  roleIn,
} from "./queries";
export { keepStripeCustomer, organizationForUpdate, setOrganizationStatus } from "./store";
export { ORGANIZATION_NAME_MAX, USER_NAME_MAX } from "./rules/form";
