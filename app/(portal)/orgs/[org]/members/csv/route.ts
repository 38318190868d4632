import { Answer, route } from "@/lib/http";
import { csvLine } from "@/lib/kernel/csv";
import { required } from "@/lib/kernel/errors";
import { iso } from "@/lib/kernel/time";
import { listMembers } from "@/lib/tenancy";
import { getMembersCsv } from "./contract";

/** Everybody who belongs to the organization, longest first. */
export const GET = route(getMembersCsv, async (call) => {
  const ctx = await call.forOrganization(call.params.org);
  const members = await listMembers(ctx, required(ctx.organization, "the organization"));
  const lines = members.map(({ id, userId, name, email, role, createdAt }) =>
    csvLine([id, userId, name, email, role.toLowerCase(), iso(createdAt)]),
  );
  return new Answer([csvLine(["id", "user", "name", "email", "role", "joined_at"]), ...lines].join(""), 200, {
    "content-type": "text/csv; charset=utf-8",
    "content-disposition": `attachment; filename="members-${call.params.org}.csv"`,
  });
});
