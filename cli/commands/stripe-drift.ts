import type { Command } from "commander";
import { compareWithStripe, repairDrift, type Difference, type Repaired } from "@/lib/stripe";
import type { Column } from "../print";
import { inSession } from "../session";
import { Stop } from "../stop";
import { requireStripe } from "./stripe-mode";

interface Options {
  readonly org?: string;
  readonly repair?: boolean;
}

/** `weir stripe drift` */
export function addStripeDrift(stripe: Command): void {
  stripe
    .command("drift")
    .description(
      "compare customers, subscriptions, invoices, sums of meters, and prices on sale with Stripe, and with --repair bring them in step",
    )
    .option("--org <organization>", "of one organization only")
    .option("--repair", "repair what may be repaired without a person's decision; journaled")
    .action(
      inSession<Options>("operator:write", async (session, _, { org, repair = false }) => {
        requireStripe(session);
        const ctx = session.as();
        const only = org === undefined ? undefined : { organizationId: (await session.organization(org)).id };
        if (repair) await session.aboutTo("bring what differs from Stripe in step", { ask: true });
        const { looked, differences, failed } = await compareWithStripe(ctx, only);
        const rows: readonly Repaired[] = repair
          ? await repairDrift(ctx, differences)
          : differences.map((difference) => ({ difference, repaired: false, outcome: ADVICE[difference.repair] }));
        session.print.list(
          rows.map(view),
          COLUMNS,
          `Nothing differs: ${Object.entries(looked)
            .map(([kind, count]) => `${count} ${kind}s`)
            .join(", ")}.`,
        );
        if (failed.length > 0)
          throw new Stop(`${failed.length} organizations could not be compared: ${failed.join(", ")}`);
      }),
    );
}

const ADVICE: Readonly<Record<Difference["repair"], string>> = {
  take_stripes: "--repair takes Stripe's state",
  give_ours: "--repair gives ours to Stripe",
  by_hand: "a person has to decide",
};

const view = ({ difference, repaired, outcome }: Repaired) => ({ ...difference, repaired, outcome });
type Row = ReturnType<typeof view>;

const COLUMNS: readonly Column<Row>[] = [
  ["KIND", (row) => row.kind],
  ["ORGANIZATION", (row) => row.organizationId],
  ["STRIPE", (row) => row.stripeId],
  ["WHAT", (row) => row.what.replaceAll("_", " ")],
  [
    "OURS → STRIPE'S",
    (row) => row.fields.map((each) => `${each.field} ${each.ours ?? "–"} → ${each.stripe ?? "–"}`).join(", "),
  ],
  ["OUTCOME", (row) => row.outcome],
];
