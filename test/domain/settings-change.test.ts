import fc from "fast-check";
import { expect, test } from "vitest";
import { defaultSettings, type StoredSettings } from "../../src/domain/settings.ts";
import { changeSettings, type SettingsChange } from "../../src/domain/settings-change.ts";

const stored: StoredSettings = {
  version: 3,
  chosen: { admissionsPerMinute: 60, capacity: 20 },
  changedAt: 1,
  changedBy: "ann",
};

const change = (more: Partial<SettingsChange>): SettingsChange => ({
  values: {},
  mode: "merge",
  expectedVersion: null,
  who: "bob",
  ...more,
});

const take = (more: Partial<SettingsChange>) => {
  const outcome = changeSettings(stored, change(more), 99);
  if (outcome.kind === "stale") throw new TypeError("Cannot go on: the change was stale");
  return outcome;
};

test("merging keeps what is not named; replacing puts it back to the default", () => {
  const values = { admissionsPerMinute: 600 };
  expect(take({ values }).stored.chosen).toEqual({ admissionsPerMinute: 600, capacity: 20 });
  expect(take({ values, mode: "replace" }).stored.chosen).toEqual(values);
});

test("each field that is different has one line on record: from, to, who, when, which version", () => {
  const { stored: after, audit } = take({ values: { capacity: null, admissionsPerMinute: 60 } });
  expect(after).toMatchObject({ version: 4, changedAt: 99, changedBy: "bob" });
  const at = { at: 99, who: "bob", settingsVersion: 4 };
  expect(audit).toEqual([{ ...at, field: "capacity", fromJson: "20", toJson: "null" }]);
});

test("a change that changes nothing has no new version and no record", () => {
  const { stored: after, audit } = take({ values: { capacity: 20 } });
  expect(after).toBe(stored);
  expect(audit).toEqual([]);
});

test("naming a default outright is no change in what holds", () => {
  const { queue } = defaultSettings;
  expect(take({ values: { queue } }).audit).toEqual([]);
});

test("a change made on an older version is stale; without saying which version it is taken", () => {
  const values = { capacity: 1 };
  expect(changeSettings(stored, change({ values, expectedVersion: 2 }), 99).kind).toBe("stale");
  expect(changeSettings(stored, change({ values, expectedVersion: 3 }), 99).kind).toBe("changed");
  expect(changeSettings(stored, change({ values }), 99).kind).toBe("changed");
});

test("the version goes up by one with each change that is on record, and never down", () => {
  const values = fc.record(
    { capacity: fc.option(fc.nat(3)), admissionsPerMinute: fc.nat(3) },
    { requiredKeys: [] },
  );
  const mode = fc.constantFrom("merge", "replace");
  fc.assert(
    fc.property(fc.array(fc.record({ values, mode })), (changes) => {
      let current = stored;
      for (const next of changes) {
        const outcome = changeSettings(current, change(next), 99);
        if (outcome.kind === "stale") throw new TypeError("Cannot be stale: no version was named");
        const isRecorded = outcome.audit.length > 0;
        expect(outcome.stored.version).toBe(current.version + (isRecorded ? 1 : 0));
        current = outcome.stored;
      }
    }),
  );
});
