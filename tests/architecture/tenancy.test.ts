import { describe, expect, it } from "vitest";
import { filesIn, read } from "./project-files";

/** Tables without a tenant's column, and why that is right. */
const NOT_A_TENANTS = new Map([
  ["Organization", "is the tenant"],
  ["User", "may belong to several"],
  ["Session", "belongs to a user"],
  ["Credential", "belongs to a user"],
  ["SecondStep", "belongs to a user"],
  ["RecoveryCode", "belongs to a user"],
  ["Verification", "belongs to an address before there is a user"],
  ["Staff", "the deployment's own people"],
  ["ClerkMessage", "Clerk's, about anybody"],
  ["ClerkObject", "Clerk's, by Clerk's ids"],
  ["Meter", "the deployment's catalog"],
  ["Feature", "the deployment's catalog"],
  ["Plan", "the deployment's catalog"],
  ["PlanPrice", "the deployment's catalog"],
  ["PlanLimit", "the deployment's catalog"],
  ["PlanOveragePrice", "the deployment's catalog"],
  ["PlanFeature", "the deployment's catalog"],
  ["PlanFamily", "the deployment's catalog"],
  ["BusinessClock", "one for the whole deployment"],
  ["OnceRecord", "its scope carries the tenant"],
  ["ApiKeyDay", "reached only through its key, which has the tenant"],
  ["SigningKey", "the deployment's machinery"],
  ["JobLease", "the deployment's machinery"],
  ["ProcessHeartbeat", "the deployment's machinery"],
  ["JournalHead", "one per chain"],
  ["JournalAnchor", "of a chain, which is the tenant's"],
  ["JournalCheck", "one per chain"],
  ["UsageWindow", "reached only through its fence, which has the tenant"],
  ["UsageEvent", "reached only through its fence, which has the tenant"],
  ["UsageHold", "reached only through its fence, which has the tenant"],
  ["UsageWindowLimit", "reached only through its window"],
  ["QuotaDrift", "reached only through its fence, which has the tenant"],
  ["UsageAggregate", "reached only through its fence, which has the tenant"],
  ["UsageArchivedDay", "reached only through its fence, which has the tenant"],
  ["UsageArchivedMonth", "a month of the whole deployment's log"],
]);

interface Model {
  readonly name: string;
  readonly body: string;
}

const models: readonly Model[] = filesIn("prisma/schema", /\.prisma$/).flatMap((file) =>
  [...read(file).matchAll(/^model (\w+) \{\n([\s\S]*?)^\}/gm)].map((match) => ({
    name: match[1] ?? "",
    body: match[2] ?? "",
  })),
);

describe("what belongs to a tenant says so in its own row", () => {
  it("reads the schema", () => {
    expect(models.length).toBeGreaterThan(10);
  });

  it("every table has the organization's column, or a reason not to", () => {
    const bare = models.filter(({ name, body }) => !/^\s+organizationId\s/m.test(body) && !NOT_A_TENANTS.has(name));
    expect(bare.map(({ name }) => name)).toEqual([]);
  });

  it("no reason is given for a table that has the column or is gone", () => {
    const withColumn = new Set(models.filter(({ body }) => /^\s+organizationId\s/m.test(body)).map(({ name }) => name));
    const all = new Set(models.map(({ name }) => name));
    expect([...NOT_A_TENANTS.keys()].filter((name) => withColumn.has(name) || !all.has(name))).toEqual([]);
  });
});
