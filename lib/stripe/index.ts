export { createStripeProvider } from "./provider";
export { paymentsOff } from "./off";
