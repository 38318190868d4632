import { iso } from "@/lib/kernel/time";
import type { Member } from "@/lib/tenancy";

export const memberOnWire = ({ id, userId, name, email, role, createdAt }: Member) => ({
  id,
  userId,
  name,
  email,
  role: role.toLowerCase(),
  joinedAt: iso(createdAt),
});
