export { MeterSmall } from "./meter";
