export { Weir } from "./client.js";
export { WeirError } from "./errors.js";
export { weirQuota } from "./middleware/express.js";
