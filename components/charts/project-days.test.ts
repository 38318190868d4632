import { describe, expect, it } from "vitest";
import { projectDays } from "./project-days";
import { calendarDays } from "./series";

describe("projectDays", () => {
  const fortnight = calendarDays("2026-11-02", "2026-11-15").map((day, index) => ({
    day,
    total: index % 7 >= 5 ? 10 : 100,
  }));

  it("expects a Saturday to be like Saturdays", () => {
    const ahead = calendarDays("2026-11-20", "2026-11-21");
    expect(projectDays(fortnight, ahead, null).map((day) => day.units)).toEqual([100, 10]);
  });

  it("takes the average while less than two weeks are known", () => {
    const known = [
      { day: "2026-11-02", total: 10 },
      { day: "2026-11-03", total: 21 },
    ];
    expect(projectDays(known, ["2026-11-04"], null)).toEqual([{ day: "2026-11-04", units: 16 }]);
  });

  it("never goes over a wall that stops, and says nothing without a whole day", () => {
    expect(projectDays(fortnight, ["2026-11-20"], 60)[0]?.units).toBe(60);
    expect(projectDays([], ["2026-11-20"], 60)).toEqual([]);
  });
});
