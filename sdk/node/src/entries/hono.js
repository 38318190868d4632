export { weirQuota } from "../middleware/hono.js";
