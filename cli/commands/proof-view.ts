import { iso } from "@/lib/kernel/time";
import { windowWords, type Proof } from "@/lib/quota";
import type { Printer } from "../print";

/** A proof, ready for JSON. */
export const proofView = (proof: Proof) => ({
  ...proof,
  at: iso(proof.at),
  identities: proof.identities.map((identity) => ({
    ...identity,
    window: identity.window && { kind: identity.window.kind, startsAt: iso(identity.window.start) },
  })),
});

const MARK = { HOLDS: "✓", FAILS: "✗", NOTED: "·" } as const;

/** A proof as lines that a person can check: one identity each, with its mark, and below it what is to be said. */
export function printProof(print: Printer, proof: Proof): void {
  const still = proof.still
    ? proof.waitedMs > 100
      ? `; waited ${proof.waitedMs} ms for calls in flight`
      : ""
    : `; calls were in flight for all of ${proof.waitedMs} ms`;
  print.say(
    `${proof.meter} (${proof.environment.toLowerCase()}), fence ${proof.fence.id}, generation ${proof.fence.epoch}, at ${iso(proof.at)}${still}`,
  );
  for (const { window, identity, state, because } of proof.identities) {
    print.say(`  ${MARK[state]} ${window ? `${windowWords(window)}: ` : ""}${identity}`);
    if (because) print.say(`      ${because}`);
  }
  print.say("");
}
