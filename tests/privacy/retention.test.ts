import { expect, it } from "vitest";
import { dueForErasure } from "../../src/privacy/retention.ts";

it("answers are due when they were last graded longer ago than the time allows, the oldest first", () => {
  const held = [
    { candidate: "new", samples: 1, lastGradedAt: "2026-06-01T00:00:00.000Z" },
    { candidate: "old", samples: 1, lastGradedAt: "2026-01-02T00:00:00.000Z" },
    { candidate: "older", samples: 2, lastGradedAt: "2026-01-01T00:00:00.000Z" },
    { candidate: "never", samples: 1, lastGradedAt: null },
  ];
  const due = dueForErasure(held, 90, Date.UTC(2026, 5, 30));
  expect(due.map(({ candidate }) => candidate)).toEqual(["never", "older", "old"]);
});
