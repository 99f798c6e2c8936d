import type { Claim } from "../coordination.ts";

/** When a claim counts as abandoned; milliseconds. */
export interface DeadClaimOptions {
  /** A lease that ended must have been seen unchanged for so long: after a sleep or a jump of the clock its owner renews it. */
  readonly confirmed: number;
  /** A claim that was not renewed for so long is abandoned whatever the clocks say. */
  readonly longest: number;
}

interface Seen {
  readonly leaseUntil: number;
  /** On the clock that never jumps. */
  readonly since: number;
}

/** Tells abandoned claims by watching whether they are renewed, so that no clock that was set can make one of a living one. */
export class DeadClaims {
  readonly #options: DeadClaimOptions;
  #seen = new Map<string, Seen>();
  #lookedAt = -Infinity;

  constructor(options: DeadClaimOptions) {
    this.#options = options;
  }

  /** Starts anew: when claims could not be looked at, as when the database was away, their owners could not renew them either. */
  forget(): void {
    this.#seen = new Map();
  }

  /**
   * The claims among `claims`, all that there are, whose owners are gone.
   * @param now milliseconds since 1970
   * @param elapsed milliseconds on the clock that never jumps
   */
  among(claims: readonly Claim[], now: number, elapsed: number): readonly Claim[] {
    // Who stood still for so long knows nothing of what happened meanwhile.
    if (elapsed - this.#lookedAt > 3 * this.#options.confirmed) this.forget();
    this.#lookedAt = elapsed;
    const before = this.#seen;
    this.#seen = new Map();
    return claims.filter(({ run, fence, leaseUntil }) => {
      const key = `${run} ${fence}`;
      const known = before.get(key);
      const seen = known?.leaseUntil === leaseUntil ? known : { leaseUntil, since: elapsed };
      this.#seen.set(key, seen);
      const unchanged = elapsed - seen.since;
      return unchanged >= (leaseUntil < now ? this.#options.confirmed : this.#options.longest);
    });
  }
}
