/** @import { ActivationStorage } from "../entries/activation.d.ts" */

const ENTRY = "weir.activation";

/**
 * Keeps an activation where all tabs of a site see it, and where it outlives them. Everything that runs on the site can read
 * it, too. Throws TypeError where there is no localStorage.
 *
 * @param {string} [name]
 * @returns {ActivationStorage}
 */
export function browserStorage(name = ENTRY) {
  const place = /** @type {{ localStorage?: Place }} */ (globalThis).localStorage;
  if (!place) throw new TypeError("There is no localStorage here: give a storage of your own.");
  return {
    name,
    read: () => place.getItem(name),
    write: (text) => place.setItem(name, text),
    clear: () => place.removeItem(name),
  };
}

/**
 * Keeps an activation for as long as the program runs.
 *
 * @returns {ActivationStorage}
 */
export function memoryStorage() {
  /** @type {string | null} */
  let kept = null;
  return {
    read: () => kept,
    write: (text) => void (kept = text),
    clear: () => void (kept = null),
  };
}

/** What belongs to everybody on a page where it may be used. @returns {ActivationStorage} */
export function usualStorage() {
  try {
    return browserStorage();
  } catch {
    // No browser, or one that was told to keep nothing.
    return memoryStorage();
  }
}

/**
 * @typedef {object} Place
 * @property {(name: string) => string | null} getItem
 * @property {(name: string, text: string) => void} setItem
 * @property {(name: string) => void} removeItem
 */
