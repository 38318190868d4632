export { activate } from "../activation/activation.js";
export { browserStorage, memoryStorage } from "../activation/storage.js";
export { WeirError } from "../errors.js";
