import { join } from "node:path";
import { measure } from "../preprocessing/measure.ts";

/** A Python with scikit-learn in a folder of its own, made when it is not there; undefined where pip cannot make one. */
export async function pythonWithScikitLearn(folder: string): Promise<string | undefined> {
  const python = join(folder, "bin/python");
  const works = async (command: string, ...args: string[]) => {
    const { code } = await measure(command, args).catch(() => ({ code: 1 }));
    return code === 0;
  };
  if (await works(python, "-c", "import sklearn")) return python;
  const done = await works("python3", "-m", "venv", folder) &&
    await works(python, "-m", "pip", "install", "--quiet", "scikit-learn");
  return done ? python : undefined;
}
