// What people are called. A name is what its bearer claims, so it is shown with the end of the
// address, as explorers show names that nobody has registered.
import {
  encodeProfile,
  encodeProfileRequest,
  encodeProfileVersion
} from '../protocol/bodies.js'
import { clean, shortAddress } from '../shared/text.js'

const MAX_NAME = 24
const MAX_PROFILE = 65_536

/** One's own profile never changes. */
const VERSION = 1
const ANNOUNCE_MS = 10_000

/** A request goes to everyone in the room, so there are few of them. */
const REQUEST_MS = 250
const MAX_QUEUED = 200
const ANSWER_MS = 1_000

/**
 * @param {string} name
 * @param {string} address
 */
export function shownName(name, address) {
  const cleaned = clean(name, MAX_NAME).trim()
  return cleaned ? `${cleaned}#${address.slice(-4)}` : shortAddress(address)
}

/**
 * The name in a profile; undefined if it has none that can be read.
 *
 * @param {string} json
 */
export function nameIn(json) {
  if (json.length > MAX_PROFILE) {
    return undefined
  }
  try {
    const profile = JSON.parse(json)
    return typeof profile?.name === 'string' ? profile.name : undefined
  } catch {
    return undefined
  }
}

/** Asks for names, and answers those who ask for one's own. */
export class Names {
  #own
  #send
  /** Versions that were asked for, by address. @type {Map<string, number>} */
  #asked = new Map()
  /** @type {{address: string, version: number}[]} */
  #queue = []
  #lastRequest = -Infinity
  #lastAnnouncement = -Infinity
  #lastAnswer = -Infinity

  /**
   * @param {string} address one's own
   * @param {(body: Uint8Array, unreliable: boolean) => void} send
   */
  constructor(address, send) {
    this.#own = address
    this.#send = send
  }

  /** A room is joined, in which nobody is known yet. */
  clear() {
    this.#asked.clear()
    this.#queue = []
    this.#lastAnnouncement = -Infinity
  }

  /** Somebody has come who knows no name yet. */
  announceSoon() {
    this.#lastAnnouncement = Math.min(
      this.#lastAnnouncement,
      performance.now() - ANNOUNCE_MS + ANSWER_MS
    )
  }

  /** @param {string} address */
  forget(address) {
    this.#asked.delete(address)
  }

  /**
   * @param {string} address
   * @param {number} version
   */
  onVersion(address, version) {
    if (this.#asked.get(address) !== version && this.#queue.length < MAX_QUEUED) {
      this.#asked.set(address, version)
      this.#queue.push({ address, version })
    }
  }

  /**
   * @param {string} address whose profile is asked for
   * @param {number} now
   */
  onRequest(address, now) {
    if (address.toLowerCase() === this.#own && now - this.#lastAnswer >= ANSWER_MS) {
      this.#lastAnswer = now
      this.#send(encodeProfile(JSON.stringify(profileOf(this.#own))), false)
    }
  }

  /**
   * Sends what is due. To be called every now and then.
   *
   * @param {number} now
   */
  tell(now) {
    if (now - this.#lastAnnouncement >= ANNOUNCE_MS) {
      this.#lastAnnouncement = now
      this.#send(encodeProfileVersion(VERSION), true)
    }
    if (now - this.#lastRequest >= REQUEST_MS) {
      const next = this.#queue.shift()
      if (next) {
        this.#lastRequest = now
        this.#send(encodeProfileRequest(next.address, next.version), true)
      }
    }
  }
}

/**
 * A profile that explorers can read: the body that everyone begins with.
 *
 * @param {string} address
 */
function profileOf(address) {
  const grey = { color: { r: 0.5, g: 0.5, b: 0.5, a: 1 } }
  return {
    userId: address,
    ethAddress: address,
    name: 'Guest',
    hasClaimedName: false,
    description: '',
    version: VERSION,
    tutorialStep: 0,
    email: '',
    blocked: [],
    muted: [],
    interests: [],
    avatar: {
      bodyShape: 'urn:decentraland:off-chain:base-avatars:BaseMale',
      eyes: grey,
      hair: grey,
      skin: grey,
      wearables: [],
      emotes: [],
      snapshots: { face256: '', body: '' }
    }
  }
}
