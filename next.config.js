import { routeMethods } from "./scripts/route-methods.mjs";

/** Who builds has all routes before him; who develops adds some while the server runs, and hears of a method from Next. */
const forProduction = process.env.NODE_ENV === "production";

/** @type {import("next").NextConfig} */
const config = {
  output: "standalone",
  // Without it Next takes a lockfile further up for the root and traces files from there.
  outputFileTracingRoot: import.meta.dirname,
  // These load parts of themselves at run time, which a bundler does not see.
  serverExternalPackages: ["@prisma/adapter-pg", "bullmq", "ioredis", "pg", "pino"],
  poweredByHeader: false,
  // Read by middleware.ts.
  env: forProduction ? { WEIR_ROUTE_METHODS: JSON.stringify(routeMethods()) } : {},
  // A form of ours holds a few fields. What is larger is refused before an action sees it.
  experimental: { serverActions: { bodySizeLimit: "128kb" } },
  // The files of the build do not pass through middleware.ts.
  headers: () => [{ source: "/_next/static/:path*", headers: [{ key: "x-content-type-options", value: "nosniff" }] }],
  // `npm test` checks the types of the whole project, tests included; a start need not do it again.
  typescript: { ignoreBuildErrors: true },
};

export default config;
