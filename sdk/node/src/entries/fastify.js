export { weirQuota } from "../middleware/fastify.js";
