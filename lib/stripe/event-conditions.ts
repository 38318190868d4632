import { iso } from "@/lib/kernel/time";
import { PROVIDER, type EventFilter } from "./model";

/** The state of a row, as an expression over the alias `e`. */
export const STATE_OF_EVENT = `case when e.dead_at is not null then 'DEAD'
  when e.processed_at is not null then case when e.outcome like 'ignored:%' then 'IGNORED' else 'DONE' end
  when e.last_error is not null then 'FAILING' else 'WAITING' end`;

/** A filter as conditions over the alias `e`, with the values of their parameters, counted from $1. */
export function conditionsOf(filter: EventFilter): { where: string; values: string[] } {
  const values: string[] = [PROVIDER];
  const parts = ["e.provider = $1"];
  const add = (value: string | undefined, condition: (parameter: string) => string): void => {
    if (value === undefined) return;
    values.push(value);
    parts.push(condition(`$${values.length}`));
  };
  add(filter.type, (p) => `e.type = ${p}`);
  add(filter.organizationId, (p) => `e.organization_id = ${p}`);
  add(filter.state, (p) => `(${STATE_OF_EVENT}) = ${p}`);
  add(momentText(filter.from), (p) => `e.received_at >= ${p}::timestamptz`);
  add(momentText(filter.to), (p) => `e.received_at < ${p}::timestamptz`);
  return { where: parts.join(" and "), values };
}

const momentText = (moment: number | undefined): string | undefined => (moment === undefined ? undefined : iso(moment));
