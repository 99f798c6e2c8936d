/** 32 bits of a text (FNV-1a over its characters): texts that differ in one character never have the same. */
export function textChecksum(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}
