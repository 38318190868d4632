/**
 * A table that the state file keeps as a log: it remembers which of its entries were added, changed or removed since they
 * were last written, once somebody follows it. Made for what grows with every request and hardly changes afterwards.
 */
export class LoggedMap<T> extends Map<string, T> {
  private unwritten: Set<string> | null = null;
  private wasCleared = false;

  /** Remembers from now on; everything that is there already counts as unwritten. */
  follow(): void {
    this.unwritten ??= new Set(this.keys());
  }

  override set(key: string, value: T): this {
    this.unwritten?.add(key);
    return super.set(key, value);
  }

  override delete(key: string): boolean {
    this.unwritten?.add(key);
    return super.delete(key);
  }

  override clear(): void {
    this.wasCleared = true;
    this.unwritten?.clear();
    super.clear();
  }

  /** Says that an entry was changed in place. */
  touch(key: string): void {
    this.unwritten?.add(key);
  }

  /** Fills in an entry that has been written already. */
  fill(key: string, value: T): void {
    super.set(key, value);
  }

  /** Takes out an entry whose removal has been written already. */
  drop(key: string): void {
    super.delete(key);
  }

  /** What has to be written, once: the keys, and whether everything before them is gone. */
  takeUnwritten(): { keys: string[]; cleared: boolean } {
    const taken = { keys: [...(this.unwritten ?? [])], cleared: this.wasCleared };
    this.unwritten?.clear();
    this.wasCleared = false;
    return taken;
  }
}
