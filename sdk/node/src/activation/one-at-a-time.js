/**
 * @typedef {{ request<T>(name: string, work: () => Promise<T>): Promise<T> }} Locks
 */

/**
 * Does the work while no other tab of this site does the same, where the browser can tell (Web Locks). Elsewhere it just does
 * it: Weir gives the tab that comes second the same tokens.
 *
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export function oneAtATime(name, work) {
  const { navigator } = /** @type {{ navigator?: { locks?: Locks } }} */ (globalThis);
  return navigator?.locks ? navigator.locks.request(name, work) : work();
}
