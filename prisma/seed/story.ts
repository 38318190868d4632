import { beginInThePast, returnToRealTime, showClock, simulatorClock, tellOnUntil } from "@/lib/clock";
import type { World } from "@/lib/context";
import { DAY, HOUR, MINUTE, utcDay, type Instant } from "@/lib/kernel/time";
import { ensureCatalog } from "./catalog";
import type { Character, Purchase } from "./character";
import { deploymentKey, enter, type OnStage } from "./stage";
import type { KeyRing } from "./demo-keys";
import { hireOperator, systemContext } from "./people";
import { buyByCheckout, haveAssigned } from "./purchase";
import { tell } from "./usage";

const STORY_DAYS = 30;
/** The hours of a day in the story at which somebody joins, somebody buys, and the day's usage is told. */
const OPENING = 8 * HOUR;
const PURCHASES = 10 * HOUR;
const EVENING = 22 * HOUR;

/** Something that happened at a moment of the past. */
interface Event {
  readonly at: Instant;
  happen(): Promise<void>;
}

/** How the story is told: hears of each event before it happens. */
export interface Teller {
  readonly world: World;
  readonly ring: KeyRing;
  readonly characters: readonly Character[];
  readonly say: (text: string) => void;
}

/**
 * Tells the last thirty days from their beginning to now, in their order, with business time set back to each. Told once
 * to an empty database; an interrupted telling goes on where business time stands. At the end business time is real time.
 */
export async function tellStory(teller: Teller): Promise<void> {
  const { world } = teller;
  const ctx = systemContext(world);
  const { real, shiftMs } = await showClock(ctx);
  const today = utcDay(real).start;
  const opening = today - STORY_DAYS * DAY + OPENING;
  if (shiftMs === 0) await beginInThePast(ctx, opening);
  const simulated = await simulatorStandsBefore(world, opening);
  teller.say(
    simulated
      ? "the simulator stands in the past: characters pay by Checkout"
      : "no simulator stands in the past: plans are assigned by hand",
  );
  for (const event of timeline(teller, { real, today, opening, simulated })) {
    await tellOnUntil(ctx, event.at);
    await event.happen();
  }
  await returnToRealTime(ctx);
  teller.say("the story has reached the present");
}

async function simulatorStandsBefore(world: World, opening: Instant): Promise<boolean> {
  const simulator = simulatorClock(world.env);
  // A telling that goes on finds the simulator where it left it, somewhere behind the present.
  return simulator !== null && (await simulator.now()) < opening + STORY_DAYS * DAY - 2 * DAY;
}

interface Setting {
  readonly real: Instant;
  readonly today: Instant;
  readonly opening: Instant;
  readonly simulated: boolean;
}

function timeline(teller: Teller, setting: Setting): Event[] {
  const onStage = new Map<Character, OnStage>();
  const events = [
    prologue(teller, setting),
    ...teller.characters.flatMap((character) => [
      arrival(teller, setting, character, onStage),
      ...purchaseOf(setting, character, onStage),
    ]),
  ];
  for (let daysAgo = STORY_DAYS - 1; daysAgo >= 1; daysAgo--)
    events.push(evening(teller, setting.today - daysAgo * DAY, daysAgo, onStage));
  return events.sort((a, b) => a.at - b.at);
}

const prologue = ({ world, ring, say }: Teller, { opening }: Setting): Event => ({
  at: opening,
  async happen() {
    say("the catalog, the operator, and the key of the deployment");
    await ensureCatalog(world);
    await hireOperator(world);
    await deploymentKey(world, ring);
  },
});

const arrival = (
  { world, ring, say }: Teller,
  { today }: Setting,
  character: Character,
  onStage: Map<Character, OnStage>,
): Event => ({
  at: today - character.joinedDaysAgo * DAY + OPENING + MINUTE,
  async happen() {
    say(`${character.name} signs up`);
    onStage.set(character, await enter(world, ring, character));
  },
});

function purchaseOf(setting: Setting, character: Character, onStage: Map<Character, OnStage>): Event[] {
  const { purchase } = character;
  if (!purchase) return [];
  const happen = async (): Promise<void> => {
    const there = onStage.get(character);
    if (there) await (setting.simulated ? buyByCheckout : haveAssigned)(there.scene, purchase);
  };
  return [{ at: momentOf(purchase, setting), happen }];
}

function momentOf(purchase: Purchase, { real, today, simulated }: Setting): Instant {
  // A trial that must end a whole number of days from now began a whole number of days before.
  if (purchase.trialDays !== undefined) return real - purchase.daysAgo * DAY;
  const daysAgo = simulated ? purchase.daysAgo : (purchase.byHandDaysAgo ?? purchase.daysAgo);
  return today - daysAgo * DAY + PURCHASES;
}

const evening = (
  { say, characters }: Teller,
  day: Instant,
  daysAgo: number,
  onStage: Map<Character, OnStage>,
): Event => ({
  at: day + EVENING,
  async happen() {
    if (daysAgo % 7 === 0) say(`${daysAgo} days ago`);
    const there = characters
      .filter((character) => character.joinedDaysAgo > daysAgo)
      .flatMap((character) => onStage.get(character) ?? []);
    await Promise.all(there.map(({ scene }) => tell(scene, scene.character.usageOn(day, daysAgo))));
  },
});
