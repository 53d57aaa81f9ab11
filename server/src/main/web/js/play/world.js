// Who is in the room, and where: the model that the map draws.

/** Points of a trail; each is at least a step away from the one before. */
export const TRAIL_POINTS = 24
const STEP_METRES = 0.5
const TRAIL_MS = 4_000

/** How long a peer takes to glide to where it was last heard to be: as long as to the next update. */
const GLIDE_MS = 110

/** Further than anyone walks in between: there they appear at once. */
const JUMP_METRES = 12

export const COLOURS = 12

/**
 * A member of the room.
 *
 * @typedef {object} Peer
 * @property {number} alias
 * @property {string} address in lower case
 * @property {string} name for people; the short address until there is a better one
 * @property {number} colour an index, the same for an address everywhere
 * @property {boolean} placed whether it has ever said where it is
 * @property {number} x where it is drawn, in metres
 * @property {number} z
 * @property {number} heading in radians, clockwise from north
 * @property {number} toX where it was last heard to be
 * @property {number} toZ
 * @property {number} heardAt a time of performance.now()
 * @property {Float64Array} trail x, z and time of each point, around in a ring
 * @property {number} trailEnd the index of the next point
 * @property {number} trailLength in points
 */

export class World {
  /** @type {Map<number, Peer>} */
  peers = new Map()

  /** Counts changes of who is here, so that lists know when to be made anew. */
  version = 0

  clear() {
    this.peers.clear()
    this.version++
  }

  /**
   * @param {number} alias
   * @param {string} address
   * @param {string} name
   */
  join(alias, address, name) {
    const peer = createPeer(alias, address.toLowerCase(), name)
    this.peers.set(alias, peer)
    this.version++
    return peer
  }

  /** @param {number} alias */
  leave(alias) {
    const peer = this.peers.get(alias)
    if (peer) {
      this.peers.delete(alias)
      this.version++
    }
    return peer
  }

  /**
   * @param {Peer} peer
   * @param {number} x
   * @param {number} z
   * @param {number | undefined} heading where it looks; if it does not say, where it goes
   * @param {number} now
   */
  place(peer, x, z, heading, now) {
    const distance = Math.hypot(x - peer.toX, z - peer.toZ)
    if (heading !== undefined) {
      peer.heading = heading
    } else if (peer.placed && distance > 0.05) {
      peer.heading = Math.atan2(x - peer.toX, z - peer.toZ)
    }
    if (!peer.placed || distance > JUMP_METRES) {
      peer.x = x
      peer.z = z
      peer.trailLength = 0
      this.version += peer.placed ? 0 : 1
    }
    peer.placed = true
    peer.toX = x
    peer.toZ = z
    peer.heardAt = now
    extendTrail(peer, x, z, now)
  }

  /**
   * Moves everyone on towards where they are, for the next frame.
   *
   * @param {number} now
   * @param {number} elapsedMs since the last frame
   * @returns {boolean} whether anything is still moving
   */
  advance(now, elapsedMs) {
    const share = 1 - Math.exp((-3 * elapsedMs) / GLIDE_MS)
    let moving = false
    for (const peer of this.peers.values()) {
      const wayX = peer.toX - peer.x
      const wayZ = peer.toZ - peer.z
      if (Math.abs(wayX) + Math.abs(wayZ) > 0.005) {
        peer.x += wayX * share
        peer.z += wayZ * share
        moving = true
      }
      if (peer.trailLength > 0) {
        shortenTrail(peer, now)
        moving = true
      }
    }
    return moving
  }
}

/**
 * @param {number} alias
 * @param {string} address
 * @param {string} name
 * @returns {Peer}
 */
export function createPeer(alias, address, name) {
  return {
    alias,
    address,
    name,
    colour: colourOf(address),
    placed: false,
    x: 0,
    z: 0,
    heading: 0,
    toX: 0,
    toZ: 0,
    heardAt: 0,
    trail: new Float64Array(TRAIL_POINTS * 3),
    trailEnd: 0,
    trailLength: 0
  }
}

/**
 * @param {Peer} peer
 * @param {number} x
 * @param {number} z
 * @param {number} now
 */
export function extendTrail(peer, x, z, now) {
  const { trail } = peer
  if (peer.trailLength > 0) {
    const last = ((peer.trailEnd + TRAIL_POINTS - 1) % TRAIL_POINTS) * 3
    if (Math.abs(x - trail[last]) + Math.abs(z - trail[last + 1]) < STEP_METRES) {
      return
    }
  }
  const end = peer.trailEnd * 3
  trail[end] = x
  trail[end + 1] = z
  trail[end + 2] = now
  peer.trailEnd = (peer.trailEnd + 1) % TRAIL_POINTS
  peer.trailLength = Math.min(peer.trailLength + 1, TRAIL_POINTS)
}

/**
 * Takes the points away that are too old.
 *
 * @param {Peer} peer
 * @param {number} now
 */
export function shortenTrail(peer, now) {
  while (peer.trailLength > 0) {
    const first = ((peer.trailEnd + TRAIL_POINTS - peer.trailLength) % TRAIL_POINTS) * 3
    if (now - peer.trail[first + 2] < TRAIL_MS) {
      return
    }
    peer.trailLength--
  }
}

/** @param {string} address */
function colourOf(address) {
  let hash = 7
  for (let i = 0; i < address.length; i++) {
    hash = (hash * 31 + address.charCodeAt(i)) >>> 0
  }
  return hash % COLOURS
}
