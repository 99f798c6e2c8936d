import { historyContract } from "./contract.ts";
import { memoryHistory } from "./memory.ts";

historyContract("memoryHistory", () => Promise.resolve({ history: memoryHistory(), dispose: async () => {} }));
