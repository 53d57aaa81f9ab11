// One's own avatar: where it goes, and what it tells the others.
import { encodePosition } from '../protocol/bodies.js'
import { extendTrail, shortenTrail } from './world.js'

/** As often as explorers send while they move, and at rest. */
const MOVING_MS = 100
const RESTING_MS = 1_000

const METRES_PER_SECOND = 5
const ARRIVED_METRES = 0.15

/** The middle of the first parcel, where everyone begins, and how far around it. */
const START_METRES = 8
const START_SPREAD_METRES = 10

/** After a pause (a hidden page) nobody has walked on. */
const MAX_STEP_MS = 250

/** @typedef {{x: number, z: number}} Ground */

export class Walker {
  #peer
  #send
  #index = 0
  #lastSent = -Infinity
  #moved = false
  /** @type {Ground} */
  #direction = { x: 0, z: 0 }
  /** @type {Ground | undefined} */
  #target

  /**
   * @param {import('./world.js').Peer} peer one's own
   * @param {(body: Uint8Array) => void} send
   */
  constructor(peer, send) {
    this.#peer = peer
    this.#send = send
    peer.x = peer.toX = START_METRES + (Math.random() - 0.5) * START_SPREAD_METRES
    peer.z = peer.toZ = START_METRES + (Math.random() - 0.5) * START_SPREAD_METRES
    peer.placed = true
  }

  /**
   * Walks on in a direction, until the next call.
   *
   * @param {Ground} direction of any length; 0 stops
   */
  head(direction) {
    this.#direction = direction
    if (direction.x !== 0 || direction.z !== 0) {
      this.#target = undefined
    }
  }

  /**
   * Walks to a place.
   *
   * @param {Ground} target
   */
  goTo(target) {
    this.#target = target
  }

  /**
   * @param {number} now
   * @param {number} elapsedMs since the last frame
   * @returns {boolean} whether it moves
   */
  advance(now, elapsedMs) {
    const peer = this.#peer
    const way = this.#way()
    const length = Math.hypot(way.x, way.z)
    shortenTrail(peer, now)
    if (length === 0) {
      return peer.trailLength > 0
    }
    const most = (METRES_PER_SECOND * Math.min(elapsedMs, MAX_STEP_MS)) / 1000
    const step = this.#target ? Math.min(most, length) : most
    peer.x += (way.x / length) * step
    peer.z += (way.z / length) * step
    peer.toX = peer.x
    peer.toZ = peer.z
    peer.heading = Math.atan2(way.x, way.z)
    this.#moved = true
    extendTrail(peer, peer.x, peer.z, now)
    return true
  }

  /**
   * Tells the others where it is, if it is time to. To be called every now and then.
   *
   * @param {number} now
   */
  tell(now) {
    if (now - this.#lastSent < (this.#moved ? MOVING_MS : RESTING_MS) - 5) {
      return
    }
    this.#lastSent = now
    this.#moved = false
    const { x, z, heading } = this.#peer
    this.#send(encodePosition(++this.#index, { x, y: 0, z }, heading))
  }

  #way() {
    if (!this.#target) {
      return this.#direction
    }
    const way = { x: this.#target.x - this.#peer.x, z: this.#target.z - this.#peer.z }
    if (Math.hypot(way.x, way.z) < ARRIVED_METRES) {
      this.#target = undefined
      return { x: 0, z: 0 }
    }
    return way
  }
}
