/** One verb, whom it lets in, and how it is tried. Written by hand: the verbs are held against it, not made from it. */
export interface VerbDoor {
  /** The scope that a key must carry; those of the deployment carry it for every organization. */
  readonly scope: "usage:write" | "usage:read" | "billing:read" | "billing:write" | "admin:*";
  /** What follows the verb, sound enough that only the door stands before its effect. `{…}` are ids of the town. */
  readonly args: readonly string[];
  /** What whoever gets in is told, where there is no such thing as the arguments name or its state does not allow it. */
  readonly told?: string;
}

const ACME = "{acme}";
const because = ["--reason", "door"] as const;
const manages = (...args: readonly string[]): VerbDoor => ({ scope: "admin:*", args });
const absent = (...args: readonly string[]): VerbDoor => ({ scope: "admin:*", args, told: "NOT_FOUND" });

/** Every verb. One that is not here fails the test; so does a row without its verb. */
export const VERBS: Readonly<Record<string, VerbDoor>> = {
  "org create": manages("Hooli"),
  "org list": manages(),
  "org show": manages(ACME),
  "org tag": manages(ACME, "door"),
  "org untag": manages(ACME, "door"),
  "org tags": manages(),
  "org suspend": manages(ACME, ...because),
  "org activate": manages(ACME, ...because),
  "org archive": manages(ACME),
  "org members": manages(ACME),
  "org invitations": manages(ACME),
  "org invite": manages(ACME, "door@example.test"),
  "org resend-invitation": manages(ACME, `ivt_${"0".repeat(32)}`),
  "org revoke-invitation": manages(ACME, `ivt_${"0".repeat(32)}`),
  "org role": manages(ACME, "{member}", "viewer"),
  "org remove-member": manages(ACME, "{member}"),
  "org transfer-ownership": manages(ACME, "--to", "{member}"),
  "apikey create": manages(ACME, "--name", "door", "--scopes", "usage:read"),
  "apikey list": manages(ACME),
  "apikey change": manages("{key}", ACME, "--name", "door"),
  "apikey rotate": manages("{key}", ACME),
  "apikey revoke": manages("{key}", ACME),
  "activation create": manages(ACME),
  "activation codes": manages(ACME),
  "activation list": manages(ACME),
  "activation revoke": absent(`act_${"0".repeat(32)}`, ACME),
  "activation keys": manages(),
  "activation rotate-key": manages(),
  "catalog apply": manages("prisma/seed/catalog.yaml"),
  "catalog diff": manages("prisma/seed/catalog.yaml"),
  "catalog show": manages(),
  "plan list": manages(),
  "plan create": manages("{plan file}"),
  "plan archive": manages("PRO"),
  "plan assign": manages(ACME, "PRO", ...because),
  "subscription list": { scope: "billing:read", args: [ACME] },
  "subscription show": { scope: "billing:read", args: [ACME] },
  "subscription cancel": { scope: "billing:write", args: [ACME, ...because] },
  "subscription reactivate": { scope: "billing:write", args: [ACME] },
  "subscription pause": { scope: "billing:write", args: [ACME, ...because] },
  "subscription resume": { scope: "billing:write", args: [ACME] },
  "subscription extend-trial": { ...manages(ACME, "--until", "7d", ...because) },
  "override set": manages(ACME, "--meter", "api_calls", "--window", "day", "--amount", "5", ...because),
  "override show": manages(ACME),
  "override remove": manages(ACME, "--meter", "api_calls", "--window", "day", ...because),
  "invoice list": { scope: "billing:read", args: [ACME] },
  "invoice show": { scope: "billing:read", args: [ACME, `inv_${"0".repeat(32)}`], told: "NOT_FOUND" },
  "invoice pay": { scope: "billing:write", args: [ACME, `inv_${"0".repeat(32)}`], told: "NOT_FOUND" },
  "payment list": { scope: "billing:read", args: [ACME] },
  "payment show": { scope: "billing:read", args: [ACME, `pay_${"0".repeat(32)}`], told: "NOT_FOUND" },
  "payment refund": absent(ACME, `pay_${"0".repeat(32)}`, ...because),
  "usage record": { scope: "usage:write", args: [ACME, "api_calls", "1", "--key", "door"] },
  "usage show": { scope: "usage:read", args: [ACME] },
  "usage import": { scope: "usage:write", args: ["{usage file}", "--org", ACME] },
  "quota show": { scope: "usage:read", args: [ACME] },
  "quota explain": { scope: "usage:read", args: [ACME, "api_calls"] },
  "quota prove": manages(ACME),
  "quota reconcile": manages(ACME),
  "clock show": manages(),
  "clock advance": { ...manages("1d"), told: "CONFLICT" },
  "clock set": { ...manages("2030-01-01T00:00:00Z"), told: "CONFLICT" },
  "audit query": manages("--organization", ACME),
  "audit verify": manages(ACME),
  "audit export": manages("--organization", ACME),
  "audit erase-person": manages("{person}", ...because),
  "staff list": manages(),
  "staff appoint": manages("{person}", "--role", "operator"),
  "staff dismiss": manages("{person}"),
  "user reset-second-step": manages("{person}", ...because),
  "stripe sync": { ...manages(), told: "STOPPED" },
  "stripe drift": { ...manages(), told: "STOPPED" },
  "stripe replay": { ...manages("--state", "dead"), told: "STOPPED" },
  "stripe overage": { ...manages(), told: "STOPPED" },
  doctor: { ...manages(), told: "STOPPED" },
};
