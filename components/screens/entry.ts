import type { ReactNode } from "react";

/**
 * What one screen offers to the state gallery: its title, the names of every state it can be in, and how each is drawn.
 * `render` throws for a name that `states` does not list.
 */
export interface ScreenEntry {
  title: string;
  states: readonly string[];
  render(state: string): ReactNode;
}

/**
 * Picks a state's view model by name.
 * @throws RangeError when the screen has no such state, so that a mistyped address is seen instead of an empty page.
 */
export function stateOf<Model>(states: Readonly<Record<string, Model>>, name: string): Model {
  if (!Object.hasOwn(states, name)) throw new RangeError(`No state named "${name}"`);
  return states[name] as Model;
}
