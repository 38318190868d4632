import { Command } from "commander";
import { addActivationVerbs } from "./commands/activation";
import { addApiKeyVerbs } from "./commands/api-keys";
import { addAuditVerbs } from "./commands/audit";
import { addCatalogVerbs } from "./commands/catalog";
import { addClockVerbs } from "./commands/clock";
import { addDoctor } from "./commands/doctor";
import { addInvoiceVerbs } from "./commands/invoices";
import { addOrganizationVerbs } from "./commands/organizations";
import { addOverrideVerbs } from "./commands/overrides";
import { addPaymentVerbs } from "./commands/payments";
import { addPlanVerbs } from "./commands/plans";
import { addQuotaVerbs } from "./commands/quota";
import { addStaffVerbs } from "./commands/staff";
import { addStripeVerbs } from "./commands/stripe";
import { addSubscriptionVerbs } from "./commands/subscriptions";
import { addUsageVerbs } from "./commands/usage";
import { addUserVerbs } from "./commands/users";
import { oneOf } from "./reading";

/** Every verb there is. What has no use case behind it has no verb either. */
export function buildProgram(): Command {
  const program = new Command("weir")
    .description("Operates a Weir deployment. Organizations are named by id, externalKey or slug.")
    .option("--format <format>", "table or json", oneOf("TABLE", "JSON"))
    .option("--json", "the same as --format json")
    .option("--yes", "do it without asking")
    .option("--dry-run", "say what would be done, and do nothing")
    .showHelpAfterError("(add --help for what is possible)")
    .exitOverride();
  for (const add of [
    ...[
      addOrganizationVerbs,
      addApiKeyVerbs,
      addActivationVerbs,
      addCatalogVerbs,
      addPlanVerbs,
      addSubscriptionVerbs,
      addOverrideVerbs,
    ],
    ...[addPaymentVerbs, addInvoiceVerbs],
    ...[addUsageVerbs, addQuotaVerbs, addClockVerbs, addAuditVerbs, addStaffVerbs, addUserVerbs, addStripeVerbs],
    addDoctor,
  ])
    add(program);
  return program;
}
