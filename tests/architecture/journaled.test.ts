import { describe, expect, it } from "vitest";
import { functions, givenOutBy, reaches, type KnownFunction } from "./call-graph";
import { filesIn } from "./project-files";

/** What a room gives out that writes rows without an entry of the journal, and why that is right. */
const NOT_JOURNALED = new Map([
  ["access.verifyApiKey", "notes when a key was last used; the key stays what it is"],
  ["access.clearOldRequestDays", "clears away a tally that nobody draws any more"],
  ["access.writeRequestTally", "a tally of requests; what they do is journaled where it changes something"],
  ["activation.clearEndedActivations", "clears away what ended long ago; that it ended is journaled"],
  ["auth.endExpiredSessions", "clears away what opens nothing any more"],
  ["auth.proposeSecondStep", "nothing asks for it before it is put into force, which is journaled"],
  ["billing.compareMeterSums", "notes that Stripe's sum shows a report; the report itself is journaled"],
  ["clock.beginInThePast", "before there is anything to write about, in a demonstration"],
  ["notifications.fireAlerts", "keeps that an alert fired, a fact of its own"],
  ["notifications.sweepAlerts", "the same for what a process left behind"],
  ["overage.confirmReports", "notes that Stripe's sum shows a report; the report itself is journaled"],
  ["overage.markSent", "notes how far a report has come; the report itself is journaled"],
  ["overage.putBack", "the same, when nobody answered"],
  ["overage.saveLook", "notes when a window was looked at; what is found owed is journaled"],
  ["overage.takeDueReports", "a lease of machinery"],
  ["stripe.compareWithStripe", "notes that Stripe's sums show reports; a repair is journaled"],
  ["payments.forgetReplaced", "follows from a tax id that was replaced, which is journaled"],
  ["payments.keepTaxIdAtProvider", "notes where a number lives that was journaled when it was written"],
  ["payments.takeUnansweredRefunds", "notes when Stripe was last asked; the refund stays what it is"],
  ["stripe.receiveThinWebhook", "keeps what Stripe tells; what is made of it is journaled"],
  ["stripe.receiveWebhook", "keeps what Stripe tells; what is made of it is journaled"],
  ["subscriptions.rollPeriods", "writes what follows from the anchor; nobody decides anything"],
]);

/** Steps that several use cases take in a transaction of theirs. Whoever takes one outside its room comes to the journal. */
const STEPS = [
  "access.revokeEveryKey",
  "activation.revokeEveryActivation",
  "catalog.markPlanSold",
  "catalog.saveMeterSync",
  "catalog.saveOveragePriceSync",
  "catalog.savePriceSync",
  "catalog.savePriceSyncFailure",
  "entitlements.deleteSpendLimit",
  "entitlements.revokeOverride",
  "entitlements.saveOverride",
  "entitlements.saveSpendLimit",
  "payments.answerRefund",
  "payments.applyMoneyBack",
  "payments.attachSession",
  "payments.failPayment",
  "payments.failRefund",
  "payments.lockDetails",
  "payments.mirrorInvoiceRow",
  "payments.openPayment",
  "payments.openRefund",
  "payments.recordRenewalAttempt",
  "payments.saveAddress",
  "payments.saveTaxId",
  "payments.settlePayment",
  "payments.supersedePending",
  "payments.tieIntent",
  "tenancy.keepStripeCustomer",
  "tenancy.revokeOpenInvitations",
  "tenancy.setOrganizationStatus",
];

const ROOMS = filesIn("lib", /^index\.ts$/).filter((file) =>
  /^lib\/(?!kernel|platform|http)[a-z]+\/index\.ts$/.test(file),
);
const RECORD = "lib/journal/record.ts#record";

/**
 * Rows that are no change of anybody's: usage has an append-only log of its own, and counters and sums follow from it;
 * queues, leases and first results are machinery.
 */
const NO_CHANGE = /^lib\/(?:journal|quota|metering|platform)\//;
const writes = (known: KnownFunction): boolean => known.writes && !NO_CHANGE.test(known.file);
const journals = (known: KnownFunction): boolean => known.file === "lib/journal/record.ts" && known.name === "record";

const givenOut = ROOMS.flatMap((index) =>
  [...givenOutBy(index)].map(([name, key]) => ({ name: `${index.split("/")[1]}.${name}`, key })),
);
const writing = givenOut.filter(({ key }) => reaches(key, writes));
const silent = writing.filter(({ key }) => !reaches(key, journals)).map(({ name }) => name);

/** It comes to the journal itself, or whoever calls it in its own file does. */
function isWrittenDown(key: string, file: string): boolean {
  if (reaches(key, journals)) return true;
  const callers = [...functions].filter(
    ([caller, known]) => caller !== key && known.file === file && known.mentions.has(key),
  );
  return callers.length > 0 && callers.every(([caller]) => reaches(caller, journals));
}

describe("whoever changes something is written down", () => {
  it("reads the rooms", () => {
    expect(functions.has(RECORD)).toBe(true);
    expect(writing.length).toBeGreaterThan(30);
    expect(writing.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["access.revokeApiKey", "billing.assignPlanByHand", "tenancy.changeRole"]),
    );
  });

  it("every use case that writes comes to the journal, or has a reason not to", () => {
    expect(silent.filter((name) => !NOT_JOURNALED.has(name) && !STEPS.includes(name)).sort()).toEqual([]);
  });

  it("whoever takes a step comes to the journal", () => {
    const taken = STEPS.flatMap((step) => {
      const { key } = writing.find(({ name }) => name === step) ?? { key: "" };
      const room = `lib/${step.split(".")[0]}/`;
      return [...functions].flatMap(([taker, { file, name, mentions }]) =>
        mentions.has(key) && !file.startsWith(room) && !isWrittenDown(taker, file) ? [`${name} takes ${step}`] : [],
      );
    });
    expect(taken).toEqual([]);
  });

  it("no exception is made for what journals, writes nothing, or is gone", () => {
    expect([...NOT_JOURNALED.keys(), ...STEPS].filter((name) => !silent.includes(name))).toEqual([]);
  });
});
