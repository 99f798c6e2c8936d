/** A node of a graph to lay out; sizes in pixels. */
export interface LayoutNode {
  readonly id: string;
  readonly width: number;
  readonly height: number;
  /** Nodes of one group stand together in a frame. */
  readonly group?: string;
}

/** An edge, from what is needed to what needs it. */
export interface LayoutEdge {
  readonly from: string;
  readonly to: string;
}

/** What to lay out. */
export interface LayoutInput {
  readonly nodes: readonly LayoutNode[];
  readonly edges: readonly LayoutEdge[];
}

/** A rectangle by its left upper corner. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A graph with places for everything, from left to right. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly (Box & { readonly id: string })[];
  readonly groups: readonly (Box & { readonly name: string })[];
  /** Points of each edge, from its beginning to its end. */
  readonly edges: readonly (LayoutEdge & { readonly points: readonly (readonly [number, number])[] })[];
}

/** Space that a group's frame has above its nodes, for its name. */
export const groupHead = 24;
