export { clerkIdentity } from "./identity";
export { receiveClerkMessage, type ReceivedMessage } from "./receive-message";
export { repairFromClerk, type Repaired } from "./repair";
