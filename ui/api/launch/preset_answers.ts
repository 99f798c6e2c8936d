import type { z } from "zod";
import type { LaunchPreset, Metadata } from "../../../pipeline/engine/mod.ts";
import type { Backend } from "../../backend.ts";
import { found, NotFound } from "../../request.ts";
import { type Answer, answer } from "../answer.ts";
import { launchBodySchema } from "./endpoints.ts";
import { deletePreset, listPresets, type presetSchema, renamePreset, savePreset } from "./preset_endpoints.ts";
import { checkedRequest } from "./request.ts";

/** Answers about named requests. */
export const presetAnswers: readonly Answer[] = [
  answer(listPresets, async ({ params: { name } }, backend) => {
    found(backend.project.jobs.get(name), "job", name);
    return { items: (await backend.ledger.presets.list(name)).map(presetAnswer) };
  }),
  answer(savePreset, async ({ params, body, caller, changed }, backend) => {
    const { name: job, preset: name } = params;
    found(backend.project.jobs.get(job), "job", job);
    await checkedRequest(backend, { name: job, ...body }, "save the preset");
    // Parsed JSON without what is not given.
    const request = JSON.parse(JSON.stringify(body)) as Metadata;
    const created = await backend.ledger.presets.save({ job, name, request }, changeOf(caller.name, backend));
    changed(`${job}/${name}`, { created, request });
    return { preset: name, created };
  }),
  answer(renamePreset, async ({ params, body, caller, changed }, backend) => {
    const { name: job, preset: name } = params;
    const renamed = await backend.ledger.presets.rename({ job, name }, body.name, changeOf(caller.name, backend));
    if (!renamed) throw unknownPreset(job, name);
    changed(`${job}/${name}`, { name: body.name });
    return { preset: body.name };
  }),
  answer(deletePreset, async ({ params: { name: job, preset: name }, changed }, { ledger: { presets } }) => {
    const before = await presets.get(job, name);
    if (!await presets.remove(job, name)) throw unknownPreset(job, name);
    changed(`${job}/${name}`, before === undefined ? {} : { request: before.request });
    return { preset: name };
  }),
];

/** The request of a preset. @throws {NotFound} */
export async function presetRequest(
  { ledger: { presets } }: Backend,
  job: string,
  name: string,
): Promise<z.output<typeof launchBodySchema>> {
  const preset = await presets.get(job, name);
  if (preset === undefined) throw unknownPreset(job, name);
  return launchBodySchema.parse(preset.request);
}

function presetAnswer({ job: _, request, ...rest }: LaunchPreset): z.output<typeof presetSchema> {
  return { ...rest, request: launchBodySchema.parse(request) };
}

function unknownPreset(job: string, name: string): NotFound {
  return new NotFound(`There is no preset "${name}" of the job "${job}"`);
}

function changeOf(by: string, { clock }: Backend) {
  return { at: clock.now(), by };
}
