// Whether to come back after a connection has ended, and when. docs/closes.md lists the endings.

/**
 * How a connection ended.
 *
 * @typedef {object} Ending
 * @property {number} code of the close; 1006 where there was none
 * @property {boolean} kicked whether the server said why in a packet first
 * @property {boolean} welcomed whether the room had been joined
 */

/** @typedef {{again: false} | {again: true, afterMs: number}} Decision */

const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 30_000

/** What is full now is hardly free a second later. */
const PAUSE_WHEN_FULL_MS = 10_000

/** Each attempt at a handshake that fails for the same reason will fail again. */
const MAX_FAILED_HANDSHAKES = 5

const TRY_AGAIN_LATER = 1013
const POLICY_VIOLATION = 1008

/** Nothing that this page could do better next time: the line, the server's end, its trouble. */
const PASSING = new Set([1000, 1001, 1005, 1006, 1011, 1012, TRY_AGAIN_LATER])

/**
 * @param {Ending} ending
 * @param {number} attempts how many have failed since the room was last joined
 * @param {number} random from 0 to 1
 * @returns {Decision}
 */
export function afterEnding({ code, kicked, welcomed }, attempts, random) {
  if (code === TRY_AGAIN_LATER) {
    return again(PAUSE_WHEN_FULL_MS, attempts, random)
  }
  // A kick or a ban is meant for this person, and a takeover is their own doing.
  if (kicked) {
    return { again: false }
  }
  const timedOut = code === POLICY_VIOLATION && !welcomed && attempts < MAX_FAILED_HANDSHAKES
  return PASSING.has(code) || timedOut ? again(FIRST_PAUSE_MS, attempts, random) : { again: false }
}

/**
 * Longer each time, and of another length in each page: after a restart everyone comes back at once.
 *
 * @param {number} firstMs
 * @param {number} attempts
 * @param {number} random from 0 to 1
 * @returns {Decision}
 */
function again(firstMs, attempts, random) {
  const pauseMs = Math.min(firstMs * 2 ** Math.min(attempts, 10), LONGEST_PAUSE_MS)
  return { again: true, afterMs: pauseMs * (0.5 + random / 2) }
}
