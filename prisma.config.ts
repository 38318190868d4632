import { defineConfig } from "prisma/config";

// `prisma` talks to the database as the migration role; the application never does.
export default defineConfig({
  schema: "prisma/schema",
  migrations: { path: "prisma/migrations" },
  datasource: { url: process.env.DATABASE_MIGRATE_URL ?? "postgresql://weir_migrate@127.0.0.1:5432/weir" },
});
