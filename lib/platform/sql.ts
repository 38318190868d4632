/**
 * One way to send a statement, whoever holds the connection: the small `pg` pools or a Prisma transaction. Statements cast
 * what they return to text, int4, float8 or boolean, so that both give the same values.
 */
export interface Sql {
  query<Row>(text: string, values?: readonly unknown[]): Promise<Row[]>;
}
