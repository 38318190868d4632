import type { Command } from "commander";
import { moveClock, parseSpan, refusalToMove, showClock, SPAN_FORM, type Destination } from "@/lib/clock";
import { forbidden } from "@/lib/kernel/errors";
import { iso, parseInstant } from "@/lib/kernel/time";
import { isoOrNull, minute } from "../print";
import { inSession, type Session } from "../session";
import { usageError } from "../stop";

async function move(session: Session, destination: Destination, what: string): Promise<void> {
  const refusal = refusalToMove(session.world.env);
  if (refusal) throw forbidden(refusal);
  await session.aboutTo(`${what}; it cannot be set back`, { ask: true });
  const moved = await moveClock(session.as(), destination, (at, due) => {
    if (due) session.print.say(`${minute(at)}  ${due}`);
  });
  const view = { from: iso(moved.from), to: iso(moved.to), steps: moved.steps };
  session.print.done(
    view,
    `Business time went from ${minute(moved.from)} to ${minute(moved.to)} in ${moved.steps} ${moved.steps === 1 ? "step" : "steps"}.`,
  );
}

/** `weir clock …` */
export function addClockVerbs(program: Command): void {
  const clock = program.command("clock").description("business time, in demonstrations and tests");
  clock
    .command("show")
    .description("how business time and the simulator's stand, and what happens next")
    .action(
      inSession("operator:read", async (session) => {
        const reading = await showClock(session.world);
        const { now, real, shiftMs, simulator, next, refusal } = reading;
        const view = {
          now: iso(now),
          real: iso(real),
          shiftMs,
          simulator: isoOrNull(simulator),
          next: next ? { at: iso(next.at), what: next.what } : null,
          movable: refusal === null,
        };
        session.print.facts(view, [
          ["business time", minute(now)],
          ["real time", minute(real)],
          ["Stripe simulator", simulator === null ? "none" : minute(simulator)],
          ["next", next ? `${next.what} at ${minute(next.at)}` : "nothing"],
          ["can be moved", refusal ?? "yes: clock advance 1mo"],
        ]);
      }),
    );
  clock
    .command("advance <span>")
    .description(`go on by a span (${SPAN_FORM}), through everything that is due on the way`)
    .action(
      inSession("operator:write", async (session, [text = ""]) => {
        const by = parseSpan(text);
        if (!by) throw usageError(`SPAN is written like ${SPAN_FORM}.`);
        await move(session, { by }, `move business time, and the simulator's, on by ${text}`);
      }),
    );
  clock
    .command("set <time>")
    .description("go on to a time such as 2027-01-01T00:00:00Z, through everything that is due on the way")
    .action(
      inSession("operator:write", async (session, [text = ""]) => {
        const to = parseInstant(text);
        if (to === null) throw usageError("TIME is written like 2027-01-01T00:00:00Z.");
        await move(session, { to }, `move business time, and the simulator's, on to ${text}`);
      }),
    );
}
