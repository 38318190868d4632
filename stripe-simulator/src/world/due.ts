/** Something that happens by itself at `at`; `what` says in a few words what it is. */
export interface DueMoment {
  at: number;
  what: string;
  run: () => void;
}
