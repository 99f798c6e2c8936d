import type { Answer } from "../answer.ts";
import { runChangeAnswers } from "./change_answers.ts";
import { runReadAnswers } from "./read_answers.ts";

/** Answers about runs. */
export const runAnswerList: readonly Answer[] = [...runReadAnswers, ...runChangeAnswers];
