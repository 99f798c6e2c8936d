import assert from "node:assert/strict";
import { chooseFeatures } from "./feature_rule.ts";

const number = (name: string) => ({ name, type: "DOUBLE" });
const text = (name: string) => ({ name, type: "VARCHAR" });

Deno.test("chooseFeatures: identifiers, addresses, postal codes, coordinates, dates and free texts are left out", () => {
  const columns = [
    number("STORE_NBR"),
    text("CVS ID"),
    text("STREET_TXT"),
    number("ZIP_CD"),
    number("zipCode"),
    number("LATITUDE"),
    number("LONGITUDE"),
    text("state_province"),
    text("tenant_names"),
    text("remark"),
    { name: "opened", type: "DATE" },
    { name: "hours", type: "STRUCT(a INTEGER)" },
    number("tenant_cnt"),
    number("2024 Median Age"),
    text("urbanicity"),
    { name: "drive_thru", type: "BOOLEAN" },
    number("Total Walmart"),
    number("avg_visits_per_day"),
  ];
  const levels = new Map([["remark", 150], ["urbanicity", 3]]);
  const { features, left_out } = chooseFeatures(columns, { levels });
  assert.deepEqual(features.map(({ name }) => name), [
    "tenant_cnt",
    "2024 Median Age",
    "urbanicity",
    "drive_thru",
    "Total Walmart",
    "avg_visits_per_day",
  ]);
  assert.deepEqual(left_out.map(({ name, reason }) => `${name}: ${reason}`), [
    "STORE_NBR: key",
    "CVS ID: identifier",
    "STREET_TXT: address",
    "ZIP_CD: postal_code",
    "zipCode: postal_code",
    "LATITUDE: coordinate",
    "LONGITUDE: coordinate",
    "state_province: address",
    "tenant_names: text_list",
    "remark: many_levels",
    "opened: date",
    "hours: other_type",
  ]);
});

Deno.test("chooseFeatures: what the configuration names wins over the rule, but the store is never a feature", () => {
  const columns = [number("STORE_NBR"), number("region_id"), number("visits")];
  const { features } = chooseFeatures(columns, {
    levels: new Map(),
    ignore: ["visits"],
    include: ["region_id", "STORE_NBR"],
  });
  assert.deepEqual(features.map(({ name }) => name), ["region_id"]);
});
