import { serveTasks } from "../../infra/threads/mod.ts";
import { chainTasks } from "./chain.ts";

serveTasks(chainTasks);
