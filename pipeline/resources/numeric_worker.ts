/** The module of the threads of `openNumericThreads`; a compiled program must include it. */
import { serveTasks } from "../../infra/threads/mod.ts";
import { numericTasks } from "../assets/clustering/numeric_tasks.ts";

serveTasks(numericTasks);
