/** A question that the benchmark puts to one of its processes, and the answer. */
export interface Question<Job> {
  readonly number: number;
  readonly job: Job;
}
export type Answer<Result> =
  { readonly number: number; readonly result: Result } | { readonly number: number; readonly error: string };

/** Answers the jobs of the parent process, one after the other, until the parent leaves. */
export function answerJobs<Job, Result>(work: (job: Job) => Promise<Result>): void {
  let last: Promise<void> = Promise.resolve();
  const say = (answer: Answer<Result>): void => void process.send?.(answer);
  process.on("message", (question: Question<Job>) => {
    const { number, job } = question;
    last = last
      .then(() => work(job))
      .then(
        (result) => say({ number, result }),
        (error: unknown) =>
          say({ number, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
      );
  });
  process.on("disconnect", () => process.exit(0));
  process.send?.("ready");
}
