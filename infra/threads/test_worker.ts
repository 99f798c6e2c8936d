import { serveTasks } from "./serve.ts";
import { testTasks } from "./test_tasks.ts";

serveTasks(testTasks);
