/**
 * The key under which a hold ends when its caller names none: a hold ends once, so its id is key enough. The mark after it
 * is no printable ASCII, so no key that a caller can send is ever the same.
 */
export const endingKey = (holdUuid: string): string => `hold_${holdUuid.replaceAll("-", "")}·end`;
