import assert from "node:assert/strict";
import { defineCommand } from "../command.ts";
import { environmentOption, required, setOption, switchOption, valueOption } from "./fields.ts";
import { unknownNames } from "./known_names.ts";
import { parseArguments } from "./parse.ts";
import { oneOf, wholeNumber, word } from "./values.ts";

const command = defineCommand({
  name: "bake",
  description: "Bakes.",
  examples: [],
  fields: (known) => ({
    cake: required(word("CAKE"), "What"),
    env: environmentOption(known),
    set: setOption(),
    limit: valueOption(["-n", "--limit"], wholeNumber("N", 1, 9), "How many"),
    format: valueOption(["--format"], oneOf("FORMAT", ["round", "square"]), "Form"),
    reuse: switchOption(["--reuse"], "Again"),
  }),
  run: () => Promise.resolve(0),
});

const parse = (line: string) => parseArguments(command, line === "" ? [] : line.split(" "), unknownNames);

Deno.test("parseArguments: options stand before, between and after arguments", async () => {
  const expected = {
    values: { cake: "tart", env: "prod", set: ["a.b=1", "c=x=y"], limit: 3, reuse: true },
    common: { root: "dir", verbose: true },
  };
  for (
    const line of [
      "tart -e prod --set a.b=1 --set c=x=y -n 3 --reuse --root dir -v",
      "--env=prod --set=a.b=1 tart --set c=x=y --limit=3 --reuse --verbose --root=dir",
    ]
  ) {
    const { values, common } = await parse(line);
    const { format, ...others } = values;
    assert.equal(format, undefined);
    assert.deepEqual({ values: others, common }, expected);
  }
});

Deno.test("parseArguments: after -- everything is an argument", async () => {
  assert.equal((await parse("-- --reuse")).values["cake"], "--reuse");
});

Deno.test("parseArguments: what is wrong is said, with the nearest name", async () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ["", /: CAKE is missing$/],
    ["--reuse", /: CAKE is missing$/],
    ["a b", /: "b" is one argument too many$/],
    ["a --evn dev", /: there is no option "--evn"; did you mean "--env"\?$/],
    ["a --reus", /: there is no option "--reus"; did you mean "--reuse"\?$/],
    ["a -x", /: there is no option "-x"$/],
    ["a --env", /: "--env" requires ENV$/],
    ["a --env=", /: "--env": ENV is empty$/],
    ["a --env x --env y", /: "--env" cannot be used multiple times$/],
    ["a --limit 10", /: "--limit": "10" is not a whole number from 1 to 9$/],
    ["a --limit 1.5", /is not a whole number/],
    ["a --format rund", /: "--format": "rund" is none of round, square; did you mean "round"\?$/],
    ["a --reuse=yes", /: flag "--reuse" does not accept a value/],
  ];
  for (const [line, message] of cases) {
    await assert.rejects(parse(line), { kind: "usage", message, remedy: 'See "clustering bake --help".' }, line);
  }
});
