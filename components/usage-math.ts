import { percentUsed, usageLevel, type UsageLevel } from "./format";

/**
 * The arithmetic behind a meter: how full it is, where its pace leads, and on which day it runs out.
 * Pure functions. Moments are milliseconds since the epoch in business time; the caller passes "now".
 */

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** A pace is read after a day of the window, or after a tenth of it where the window is shorter than ten days. */
const LONGEST_WAIT_FOR_PACE_MS = DAY_MS;
const SHARE_OF_WINDOW_FOR_PACE = 10;

/** How full an allowance is: the floored percentage and its level; without a limit there is neither. */
export interface Fill {
  percent: number | null;
  level: UsageLevel;
}

/** Reads how full an allowance is. `limit` null means unlimited; a limit of zero is always full. Whole units only. */
export function fillOf(used: number, limit: number | null): Fill {
  if (limit === null) return { percent: null, level: "none" };
  const percent = percentUsed(used, limit);
  return { percent, level: usageLevel(percent) };
}

/** One allowance and the moment it is looked at. `resetsAt` is null where nothing ever resets. */
export interface Pace {
  used: number;
  limit: number | null;
  windowStart: number;
  resetsAt: number | null;
  now: number;
}

/** Where the pace leads. `tooEarly` is no forecast at all, so that nobody plans on the first hour of a month. */
export type Projection =
  | { kind: "tooEarly"; readableFrom: number }
  | { kind: "steady"; perDay: number; atReset: number | null; runsOutAt: number | null };

/**
 * Projects an allowance along its average pace since the window began.
 *
 * `atReset` is the demand at the reset in whole units (not capped at the limit), null where nothing resets.
 * `runsOutAt` is the moment the limit is met: null when it lasts until the reset, is already met, or is unlimited.
 */
export function projectUsage(pace: Pace): Projection {
  const elapsed = Math.max(0, pace.now - pace.windowStart);
  const wait = waitForPace(pace);
  if (elapsed < wait) return { kind: "tooEarly", readableFrom: pace.windowStart + wait };

  const perMs = pace.used / Math.max(1, elapsed);
  const left = pace.resetsAt === null ? null : Math.max(0, pace.resetsAt - pace.now);
  const atReset = left === null ? null : Math.round(pace.used + perMs * left);
  return { kind: "steady", perDay: perMs * DAY_MS, atReset, runsOutAt: runOutMoment(pace, perMs) };
}

function waitForPace(pace: Pace): number {
  if (pace.resetsAt === null) return LONGEST_WAIT_FOR_PACE_MS;
  return Math.min(LONGEST_WAIT_FOR_PACE_MS, (pace.resetsAt - pace.windowStart) / SHARE_OF_WINDOW_FOR_PACE);
}

function runOutMoment(pace: Pace, perMs: number): number | null {
  if (pace.limit === null || perMs <= 0 || pace.used >= pace.limit) return null;
  const moment = pace.now + (pace.limit - pace.used) / perMs;
  if (pace.resetsAt !== null && moment >= pace.resetsAt) return null;
  return Math.floor(moment);
}

/** Whole days between two moments, rounded down; at least zero. */
export function wholeDaysBetween(from: number, to: number): number {
  return Math.max(0, Math.floor((to - from) / DAY_MS));
}

/** Where the parts of a meter stand, each in percent: of the meter (`wallAt`), of the pool, of the channel behind it. */
export interface MeterGeometry {
  wallAt: number;
  level: number;
  projected: number;
  spill: number;
  spillProjected: number;
}

const WALL_AT = 92;
const WALL_AT_LEAST = 50;
const UNLIMITED_LEVEL = 38;

/**
 * Lays out a meter. The wall stands at 92 % of the width; when usage runs past an open wall, the scale shrinks until
 * overage and its pace fit behind it, but the pool keeps at least half of the width.
 */
export function meterGeometry(input: {
  used: number;
  limit: number | null;
  projected: number | null;
  spills: boolean;
}): MeterGeometry {
  const { used, limit, spills } = input;
  if (limit === null) return unlimitedGeometry(used);
  const demand = Math.max(used, input.projected ?? used);
  const beyond = spills ? Math.max(0, used - limit) : 0;
  const beyondAtReset = spills ? Math.max(0, demand - limit) : 0;
  const wallAt = beyond > 0 ? wallFor(limit, limit + beyondAtReset) : WALL_AT;
  const channel = channelUnits(limit, wallAt);
  return {
    wallAt,
    level: share(used, limit),
    projected: share(demand, limit),
    spill: beyond > 0 ? share(beyond, channel) : 0,
    spillProjected: beyond > 0 ? share(beyondAtReset, channel) : 0,
  };
}

function unlimitedGeometry(used: number): MeterGeometry {
  const level = used > 0 ? UNLIMITED_LEVEL : 0;
  return { wallAt: WALL_AT, level, projected: level, spill: 0, spillProjected: 0 };
}

function wallFor(limit: number, whole: number): number {
  return Math.min(WALL_AT, Math.max(WALL_AT_LEAST, (limit * 100) / whole));
}

/** How many units the channel behind the wall holds at the pool's scale. */
function channelUnits(limit: number, wallAt: number): number {
  return (limit * (100 - wallAt)) / wallAt;
}

function share(part: number, whole: number): number {
  if (whole <= 0) return part > 0 ? 100 : 0;
  return Math.round(Math.min(100, Math.max(0, (part * 100) / whole)) * 10) / 10;
}
