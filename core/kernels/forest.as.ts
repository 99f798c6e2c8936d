/**
 * Adds the length of each row's path through a tree.
 *
 * @param tree 16 bytes a node: the value to split at (f64), the bytes from a row's start to the value that is compared
 *   (i32), the place of the left child (i32; the right one follows). A leaf is its own child: it splits nothing off
 * @param depth Steps that end at a leaf in any case
 * @param leaves f64, the length of a path that ends at each node
 */
export function pathLengths(
  rows: i32,
  bytes: usize,
  x: usize,
  tree: usize,
  depth: i32,
  leaves: usize,
  lengths: usize,
): void {
  let i = 0;
  for (; i + 4 <= rows; i += 4) {
    let a = tree, b = tree, c = tree, d = tree;
    const xb = x + bytes, xc = xb + bytes, xd = xc + bytes;
    for (let level = 0; level < depth; level++) {
      a = next(tree, a, x);
      b = next(tree, b, xb);
      c = next(tree, c, xc);
      d = next(tree, d, xd);
    }
    finish(tree, a, leaves, lengths);
    finish(tree, b, leaves, lengths + 8);
    finish(tree, c, leaves, lengths + 16);
    finish(tree, d, leaves, lengths + 24);
    lengths += 32;
    x = xd + bytes;
  }
  for (; i < rows; i++) {
    let a = tree;
    for (let level = 0; level < depth; level++) a = next(tree, a, x);
    finish(tree, a, leaves, lengths);
    lengths += 8;
    x += bytes;
  }
}

// @ts-ignore: decorator

function next(tree: usize, node: usize, row: usize): usize {
  const right = <usize> (load<f64>(row + load<u32>(node, 8)) > load<f64>(node));
  return tree + ((<usize> load<u32>(node, 12) + right) << 4);
}

// @ts-ignore: decorator

function finish(tree: usize, node: usize, leaves: usize, out: usize): void {
  store<f64>(out, load<f64>(out) + load<f64>(leaves + ((node - tree) >> 1)));
}
