export { weirQuota } from "../middleware/next.js";
