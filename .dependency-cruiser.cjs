// The floors of the house (docs/ARCHITECTURE.md), as rules. Each comment says what breaks without its rule.

const TEST = "(\\.test\\.tsx?$|^tests/|/tests/)";
const DOORS = "^(app|gateway|workers|cli)/|^middleware\\.ts$";
const PRODUCT = "^(app|components|lib|gateway|workers|cli|prisma|sdk|bench)/|^middleware\\.ts$";

/** Folders of lib that are not domains: they are entered by file, not by index.ts. */
const NOT_DOMAINS = "kernel|platform|http|auth";

const npm = (name) => `(^|/)node_modules/${name}(/|$)`;

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      comment:
        "Two files that need each other are one thing in two places, and which of them loads first is luck. Types vanish at run time and may go in circles.",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "resolvable",
      comment: "An import that nothing answers fails at the customer's, not here.",
      severity: "error",
      from: { path: PRODUCT },
      to: {
        couldNotResolve: true,
        pathNot: ["^lib/platform/generated/", "\\.css$", "^\\.?/?next-env", "^geist/", "^next/"],
      },
    },
    {
      name: "kernel-is-pure",
      comment: "Money, time and ids are used by everybody; whatever they imported, everybody would import.",
      severity: "error",
      from: { path: "^lib/kernel/", pathNot: TEST },
      to: { pathNot: ["^lib/kernel/"] },
    },
    {
      name: "rules-are-pure",
      comment:
        "A rule can be read, tested and trusted alone only while it knows nothing but its nouns: the kernel and its own domain's model, errors and sibling rules.",
      severity: "error",
      from: { path: "^lib/([^/]+)/rules/", pathNot: TEST },
      to: {
        pathNot: ["^lib/kernel/", "^lib/$1/rules/", "^lib/$1/(model|errors)\\.ts$"],
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "rules-name-only-their-nouns",
      comment: "Also the types a rule speaks of are its own domain's, or another domain's published ones.",
      severity: "error",
      from: { path: "^lib/([^/]+)/rules/", pathNot: TEST },
      to: {
        path: "^lib/",
        pathNot: ["^lib/kernel/", "^lib/$1/", "^lib/[^/]+/index\\.ts$"],
        dependencyTypes: ["type-only"],
      },
    },
    {
      name: "domains-have-one-entrance",
      comment: "Behind index.ts a domain may change as it likes; a second entrance freezes what lies behind it.",
      severity: "error",
      from: { path: "^lib/([^/]+)/", pathNot: TEST },
      to: { path: `^lib/(?!(${NOT_DOMAINS})/)[^/]+/`, pathNot: ["^lib/$1/", "^lib/[^/]+/index\\.ts$"] },
    },
    {
      name: "doors-use-the-entrance",
      comment: "A door that reaches past index.ts does the domain's work itself, beside its checks.",
      severity: "error",
      from: { path: [DOORS, "^components/", "^prisma/", "^lib/context\\.ts$"], pathNot: TEST },
      to: { path: `^lib/(?!(${NOT_DOMAINS})/)[^/]+/`, pathNot: ["^lib/[^/]+/index\\.ts$"] },
    },
    {
      name: "doors-keep-out-of-stores",
      comment: "A row read in a door has passed no guard: the tenant check lives in the use cases and queries.",
      severity: "error",
      from: { path: [DOORS, "^components/"] },
      to: { path: "^lib/[^/]+/store\\.ts$" },
    },
    {
      name: "house-knows-no-doors",
      comment:
        "The use cases serve web, gateway, worker and CLI alike; importing one of them would bring its framework into the others.",
      severity: "error",
      from: { path: "^lib/" },
      to: { path: "^(app|components|gateway|workers|cli|prisma|scripts|bench|tests)/", pathNot: TEST },
    },
    {
      name: "platform-knows-no-business",
      comment: "Machinery with a billing noun in it can be used once only.",
      severity: "error",
      from: { path: "^lib/platform/", pathNot: TEST },
      to: { path: "^lib/", pathNot: ["^lib/(platform|kernel)/"] },
    },
    {
      name: "domains-below-the-conductor",
      comment:
        "billing conducts the money domains, stripe is the wall, http what doors share: a domain that calls upwards makes every change go in circles.",
      severity: "error",
      from: { path: "^lib/[^/]+/", pathNot: ["^lib/(billing|stripe|http|auth|clock)/", TEST] },
      to: { path: "^lib/(billing|stripe|http)/" },
    },
    {
      name: "conductor-below-the-wall",
      comment: "billing speaks to the port in lib/payments; with the wall in its hand it would depend on one provider.",
      severity: "error",
      from: { path: "^lib/billing/", pathNot: TEST },
      to: { path: "^lib/(stripe|http)/" },
    },
    {
      name: "wall-below-the-doors",
      comment: "Stripe's facts are the same over HTTP, from the queue and by replay.",
      severity: "error",
      from: { path: "^lib/stripe/", pathNot: TEST },
      to: { path: "^lib/http/" },
    },
    {
      name: "stripe-behind-the-wall",
      comment: "Stripe's shapes change with every API version; only lib/stripe may have to follow.",
      severity: "error",
      from: { pathNot: ["^lib/stripe/", "^stripe-simulator/", TEST] },
      to: { path: npm("stripe") },
    },
    {
      name: "simulator-without-the-sdk",
      comment:
        "The simulator takes its shapes from the SDK's types, and is measured with the real SDK by its tests; run by the SDK's code it would answer whatever that expects.",
      severity: "error",
      from: { path: "^stripe-simulator/", pathNot: "^stripe-simulator/(tests|scripts)/" },
      to: { path: npm("stripe"), dependencyTypesNot: ["type-only"] },
    },
    {
      name: "prisma-in-stores",
      comment: "Rows become model in one file per domain; a query elsewhere is a tenant check that nobody wrote.",
      severity: "error",
      from: { path: PRODUCT, pathNot: ["/store\\.ts$", "^lib/platform/(db\\.ts|generated/)", TEST] },
      to: { path: ["^lib/platform/generated/", npm("@prisma/client"), npm("@prisma/adapter-pg")] },
    },
    {
      name: "pg-in-platform",
      comment: "Pinned connections and hand-written statements need the pool's error handling; only platform has it.",
      severity: "error",
      from: { path: [PRODUCT, "^stripe-simulator/"], pathNot: ["^lib/platform/", TEST] },
      to: { path: npm("pg") },
    },
    {
      name: "pinned-pool-for-the-quota",
      comment: "The second pool exists for session locks and gathered inserts; used elsewhere it would starve them.",
      severity: "error",
      from: { path: PRODUCT, pathNot: ["^lib/(platform|quota|metering)/", "^bench/", "^lib/context\\.ts$", TEST] },
      to: { path: "^lib/platform/pg\\.ts$", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "redis-in-platform",
      comment: "Time-outs, reconnects and what a lost Redis means are decided once.",
      severity: "error",
      from: { path: [PRODUCT, "^stripe-simulator/"], pathNot: ["^lib/platform/", "^bench/peers\\.ts$", TEST] },
      to: { path: [npm("ioredis"), npm("bullmq")] },
    },
    {
      name: "no-framework-in-the-house",
      comment:
        "The gateway, the worker and the CLI run without Next and React; only the identity port meets the framework.",
      severity: "error",
      from: { path: "^lib/", pathNot: ["^lib/auth/"] },
      to: { path: [npm("next"), npm("react"), npm("react-dom")] },
    },
    {
      name: "components-only-show",
      comment:
        "A component that calls a use case has no door around it: props in, markup out. Types may come from anywhere a domain publishes them.",
      severity: "error",
      from: { path: "^components/", pathNot: TEST },
      to: {
        path: "^(lib|app|gateway|workers|cli|prisma)/",
        pathNot: ["^lib/kernel/"],
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "middleware-is-no-boundary",
      comment:
        "It sets headers and redirects. A check made only there can be walked around, and a database there would sit on every request.",
      severity: "error",
      from: { path: "^(middleware|app/(front-door|early-refusal))\\.ts$" },
      to: { path: "^lib/", pathNot: ["^lib/(kernel|http|auth)/", "^lib/platform/(env|ids|crypto)\\.ts$"] },
    },
    {
      name: "simulator-stands-alone",
      comment: "A stand-in that shares arithmetic with what it tests would agree with its mistakes.",
      severity: "error",
      from: { path: "^stripe-simulator/" },
      to: { path: "^(app|components|lib|gateway|workers|cli|prisma|scripts|tests|bench)/" },
    },
    {
      name: "product-ignores-the-simulator",
      comment: "Weir speaks to Stripe's API; which server answers is a setting.",
      severity: "error",
      from: { path: PRODUCT, pathNot: ["^bench/", TEST] },
      to: { path: "^stripe-simulator/" },
    },
    {
      name: "no-tests-in-the-product",
      comment: "Tests may reach anywhere; nothing that ships may reach them, or the packages that only they need.",
      severity: "error",
      from: {
        path: [PRODUCT, "^stripe-simulator/"],
        pathNot: [TEST, "^stripe-simulator/scripts/", "^bench/", "^sdk/"],
      },
      to: { path: ["^tests/", npm("vitest"), npm("fast-check"), npm("@playwright"), npm("typescript")] },
    },
  ],
  options: {
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    doNotFollow: { path: ["node_modules", "^lib/platform/generated/"] },
    exclude: { path: ["^\\.next/", "^dist/", "^coverage/"] },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};
