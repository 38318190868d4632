import { hashPassword as hash, verifyPassword as verify } from "better-auth/crypto";

export const PASSWORD_MIN = 8;
export const PASSWORD_MAX = 128;

/** The stored form of a password (scrypt with its own salt). Slow on purpose: never inside a transaction. */
export const hashPassword = (password: string): Promise<string> => hash(password);

/** Whether a password is the one behind a stored form. */
export const verifyPassword = (stored: string, password: string): Promise<boolean> =>
  verify({ hash: stored, password });
