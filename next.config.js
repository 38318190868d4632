/** @type {import("next").NextConfig} */
const config = {
  output: "standalone",
  // Without it Next takes a lockfile further up for the root and traces files from there.
  outputFileTracingRoot: import.meta.dirname,
  // These load parts of themselves at run time, which a bundler does not see.
  serverExternalPackages: ["@prisma/adapter-pg", "bullmq", "ioredis", "pg", "pino"],
  poweredByHeader: false,
  // `npm test` checks the types of the whole project, tests included; a start need not do it again.
  typescript: { ignoreBuildErrors: true },
};

export default config;
