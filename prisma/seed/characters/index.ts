import type { Character } from "../character";
import { acme } from "./acme";
import { globex } from "./globex";
import { initech } from "./initech";
import { stark } from "./stark";
import { umbrella } from "./umbrella";
import { wayne } from "./wayne";

/** Everybody, in the order in which logins and keys are listed. */
export const CHARACTERS: readonly Character[] = [acme, globex, umbrella, initech, stark, wayne];
