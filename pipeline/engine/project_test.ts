import assert from "node:assert/strict";
import { Problem } from "../../infra/errors.ts";
import { allPartitions, type Asset, assetNamed } from "./asset.ts";
import { defineCheck } from "./check.ts";
import { defineJob } from "./job.ts";
import { dynamicPartitions, staticPartitions } from "./partitions.ts";
import { defineProject, type ProjectSpec } from "./project.ts";
import { defineResource, resourceKey } from "./resource.ts";
import { asset, number, passing, projectOf } from "./testing/kit.ts";
import { valueKind } from "./value_kind.ts";

const regions = staticPartitions("region", ["north", "south"]);
const days = dynamicPartitions("day");

function problemOf(spec: Partial<ProjectSpec>): Problem {
  try {
    defineProject({ assets: [], jobs: [], ...spec });
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  return assert.fail("the project loads");
}

function messageOf(...assets: readonly Asset[]): string {
  return problemOf({ assets }).message;
}

Deno.test("defineProject: an empty project, and one with assets, jobs and unused resources, load", () => {
  assert.equal(defineProject({ assets: [], jobs: [] }).assets.size, 0);
  const unused = defineResource({ key: resourceKey<number>("unused"), open: () => 1 });
  const a = asset("a");
  const project = projectOf([asset("b", { deps: { a } }), a], { resources: [unused] });
  assert.deepEqual([...project.assets.keys()], ["a", "b"]);
  assert.deepEqual(project.jobAssets.get("all"), ["a", "b"]);
});

Deno.test("defineProject: an error tells its kind, the file and line of the definition and what was meant", () => {
  const problem = problemOf({ assets: [asset("total"), asset("b", { deps: { x: assetNamed<number>("totl") } })] });
  assert.equal(problem.kind, "configuration");
  assert.equal(
    problem.message,
    'Cannot load the project: asset "b" needs "totl", which is not in the project; did you mean "total"?',
  );
  assert.match(problem.place ?? "", /\.ts:\d+:\d+$/);
});

Deno.test("defineProject: all errors are told at once", () => {
  const { message } = problemOf({
    assets: [asset("a"), asset("a"), asset("1b"), asset("c", { group: "two words" })],
    jobs: [defineJob({ name: "j", selection: "group:tst", description: "" })],
  });
  assert.match(message, /^Cannot load the project: 4 errors\n/);
  assert.match(message, /two assets are called "a", the other at .*kit\.ts:\d+:\d+ \(.*kit\.ts:\d+:\d+\)/);
  assert.match(message, /asset "1b" has a name that is not/);
  assert.match(message, /asset "c" is in group "two words"/);
  assert.match(message, /job "j": .*did you mean "test"\? \(column 1\) \(.*project_test\.ts:\d+:\d+\)/);
});

Deno.test("defineProject: a cycle tells every asset's place", () => {
  const a = asset("a", { deps: { c: assetNamed<number>("c") } });
  const b = asset("b", { deps: { a } });
  const c = asset("c", { deps: { b } });
  assert.match(
    messageOf(a, b, c),
    /assets need each other: "a" needs "c" needs "b" needs "a"; "a" at .*:\d+:\d+, "c" at .*:\d+:\d+, "b" at .*:\d+:\d+$/,
  );
  assert.match(messageOf(asset("a", { deps: { self: assetNamed<number>("a") } })), /"a" needs "a"/);
});

Deno.test("defineProject: another asset of the same name is not the one that is needed", () => {
  const [a, other] = [asset("a"), asset("a")];
  assert.match(messageOf(a, asset("b", { deps: { other } })), /needs another asset "a" than the project has/);
  assert.match(messageOf(a, a), /asset "a" is listed twice/);
});

Deno.test("defineProject: limits and checks of an asset are sensible", () => {
  assert.match(messageOf(asset("a", { retry: { attempts: 0 } })), /has 0 attempts/);
  assert.match(messageOf(asset("a", { timeout: 0 })), /timeout of 0 ms/);
  const check = defineCheck(number, {
    name: "x",
    description: "",
    severity: "warn",
    run: () => ({ passed: true, message: "" }),
  });
  assert.match(messageOf(asset("a", { checks: [check, check] })), /two checks called "x"/);
});

Deno.test("defineProject: kinds have handlers unless they are transient", () => {
  const kind = valueKind<number>("recrod");
  assert.match(messageOf(asset("a", { kind })), /kind "recrod", which has no handler; did you mean "record"\?/);
  assert.equal(projectOf([asset("a", { kind: passing })]).assets.size, 1);
  const handler = { kind: "record", write: () => Promise.resolve({}), read: () => Promise.resolve(1) };
  assert.match(problemOf({ kinds: [handler] }).message, /two handlers are for the kind "record"/);
});

Deno.test("defineProject: resources that somebody asks for are defined, once, and need no one who needs them", () => {
  const db = resourceKey<number>("database");
  const log = resourceKey<number>("log");
  const open = () => 1;
  const users = [asset("a", { resources: { db } }), asset("b", { resources: { db } })];
  const near = defineResource({ key: resourceKey<number>("databse"), open });
  assert.match(
    problemOf({ assets: users, resources: [near] }).message,
    /asset "a" \(and 1 more\) needs resource "database", which is not defined; did you mean "databse"\?/,
  );
  const circle = [defineResource({ key: db, needs: { log }, open }), defineResource({ key: log, needs: { db }, open })];
  assert.match(
    problemOf({ resources: circle }).message,
    /resources need each other: "database" needs "log" needs "database"/,
  );
  const twice = [defineResource({ key: db, open }), defineResource({ key: db, open })];
  assert.match(problemOf({ resources: twice }).message, /two resources are called "database"/);
  assert.match(
    problemOf({ resources: [defineResource({ key: log, needs: { db }, open })] }).message,
    /resource "log" needs/,
  );
});

Deno.test("defineProject: partitions fit between assets and what they need", () => {
  const part = asset("part", { partitions: regions });
  assert.match(messageOf(part, asset("a", { deps: { part } })), /use allPartitions to join them/);
  const other = staticPartitions("colour", ["red"]);
  assert.match(
    messageOf(part, asset("a", { partitions: other, deps: { part } })),
    /which has partitions "region"; use allPartitions/,
  );
  assert.match(
    messageOf(asset("x"), asset("a", { deps: { x: allPartitions(assetNamed<number>("x")) } })),
    /needs all partitions of "x", which has none/,
  );
  projectOf([part, asset("a", { partitions: other, deps: { part: allPartitions(part) } }), asset("b", { deps: {} })]);
});

Deno.test("defineProject: partitions of one name are the same, their keys are texts that differ", () => {
  const others = staticPartitions("region", ["east"]);
  assert.match(
    messageOf(asset("a", { partitions: regions }), asset("b", { partitions: others })),
    /has other partitions "region" than asset "a"/,
  );
  assert.match(messageOf(asset("a", { partitions: staticPartitions("p", ["x", "x"]) })), /have the key "x" twice/);
  assert.match(messageOf(asset("a", { partitions: staticPartitions("p", [""]) })), /have an empty key/);
});

Deno.test("defineProject: keys of dynamic partitions are set by one asset that is not partitioned", () => {
  assert.match(messageOf(asset("a", { partitions: days })), /has partitions "day", whose keys no asset sets/);
  const definesPartitions = [days];
  assert.match(
    messageOf(asset("a", { definesPartitions }), asset("b", { definesPartitions })),
    /asset "b" sets the keys of "day", as asset "a" does/,
  );
  assert.match(messageOf(asset("a", { definesPartitions, partitions: regions })), /but is itself partitioned/);
});

Deno.test("defineProject: an asset with dynamic partitions comes after the one that sets their keys", () => {
  const part = asset("a_part", { partitions: days });
  assert.deepEqual(projectOf([part, asset("z_keys", { definesPartitions: [days] })]).graph.order, ["z_keys", "a_part"]);
  const keys = asset("keys", { definesPartitions: [days], deps: { all: allPartitions(part) } });
  assert.match(messageOf(part, keys), /assets need each other: "a_part" needs "keys" needs "a_part"/);
});
