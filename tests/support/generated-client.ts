import { generateClient } from "../../scripts/generate.mjs";

/** Before any test: the Prisma client belongs to the schema as it is now. */
export default async function setup(): Promise<void> {
  await generateClient();
}
