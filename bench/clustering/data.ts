import { join } from "node:path";
import { createRng, type Rng } from "../../core/mod.ts";

/** One matrix in a file: f64, row after row. */
export interface DataFile {
  readonly path: string;
  readonly rows: number;
  readonly columns: number;
}

const stores = 9000;

/** Shares of stores in 12 to 40 need states, a matrix for each category, with 3 to 7 planted segments. */
export function categoryFiles(folder: string, categories: number): Promise<readonly DataFile[]> {
  return Promise.all(Array.from({ length: categories }, (_, c) => {
    const columns = 12 + (c * 7) % 29;
    const file = { path: join(folder, `shares-${c}.f64`), rows: stores, columns };
    return made(file, () => shares(createRng(c).fork("shares"), columns, 3 + c % 5));
  }));
}

/** Rows around `k` centres, the groups of which touch. */
export function blobFile(folder: string, rows: number, columns: number, k: number): Promise<DataFile> {
  const file = { path: join(folder, `blobs-${rows}x${columns}.f64`), rows, columns };
  return made(file, () => blobs(createRng(rows).fork("blobs"), rows, columns, k));
}

async function made(file: DataFile, make: () => Float64Array<ArrayBuffer>): Promise<DataFile> {
  const found = await Deno.stat(file.path).catch(() => undefined);
  if (found?.size !== file.rows * file.columns * 8) await Deno.writeFile(file.path, new Uint8Array(make().buffer));
  return file;
}

function shares(rng: Rng, columns: number, segments: number): Float64Array<ArrayBuffer> {
  const common = normals(rng, columns, 0.8);
  const centres = normals(rng, segments * columns, 0.9);
  const data = new Float64Array(stores * columns);
  for (let i = 0; i < stores; i++) {
    // Segments differ in size: low numbers come more often.
    const segment = Math.floor(segments * rng.uniform() ** 1.5);
    const row = data.subarray(i * columns, (i + 1) * columns);
    row.forEach((_, j) => {
      const sold = rng.uniform() > 0.03;
      row[j] = sold ? Math.exp(common[j]! + centres[segment * columns + j]! + 0.6 * rng.normal()) : 0;
    });
    const sum = row.reduce((total, value) => total + value, 0);
    row.forEach((value, j) => row[j] = value / sum);
  }
  return data;
}

function blobs(rng: Rng, rows: number, columns: number, k: number): Float64Array<ArrayBuffer> {
  const centres = normals(rng, k * columns, 1.2);
  const data = normals(rng, rows * columns, 1);
  for (let i = 0; i < rows; i++) {
    const centre = rng.integer(k) * columns;
    for (let j = 0; j < columns; j++) data[i * columns + j]! += centres[centre + j]!;
  }
  return data;
}

function normals(rng: Rng, count: number, spread: number): Float64Array<ArrayBuffer> {
  return Float64Array.from({ length: count }, () => spread * rng.normal());
}
