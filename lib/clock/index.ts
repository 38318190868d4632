export type { ClockMove, ClockReading, Destination, DueMoment, Span, Stretch } from "./model";
export { beginInThePast, moveClock, returnToRealTime, tellOnUntil, travelTowards } from "./move-clock";
export { refusalToMove, showClock } from "./queries";
export { after as momentAfter, parseSpan, SPAN_FORM } from "./rules/span";
export { simulatorClock, type SimulatorClock } from "./simulator";
export type { StepListener } from "./steps";
