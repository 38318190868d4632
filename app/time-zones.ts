import { zoneName } from "@/components/format";

/** The zones to choose from by name, the one that is set among them even where this runtime knows it under another name. */
export const timeZoneChoices = (present: string): { value: string; label: string }[] =>
  [...new Set(["UTC", present, ...Intl.supportedValuesOf("timeZone")])]
    .sort()
    .map((value) => ({ value, label: zoneName(value) }));
