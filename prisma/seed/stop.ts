/** Something that the person at the terminal has to know or do; printed without a stack. */
export class PlainStop extends Error {}
