import { openTextSearch } from "../../../pipeline/mod.ts";
import type { Backend } from "../../backend.ts";
import type { Answer } from "../answer.ts";
import { runChangeAnswers } from "./change_answers.ts";
import { runReadAnswers } from "./read_answers.ts";

/** Answers about runs. */
export function runAnswerList({ clock }: Backend): readonly Answer[] {
  return [...runReadAnswers(openTextSearch({ clock })), ...runChangeAnswers];
}
