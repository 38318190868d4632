export { weirQuota } from "../middleware/express.js";
