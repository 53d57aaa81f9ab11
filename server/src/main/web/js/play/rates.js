// How much is sent and received, and how long the way to the server and back is.
import { ROOT } from '../shared/server.js'

const WINDOW_MS = 3_000
const ROUND_TRIP_EVERY_MS = 5_000
const ROUND_TRIP_TIMEOUT_MS = 5_000

/** Counts over the last seconds. */
class Meter {
  #packets = 0
  #bytes = 0
  #since = performance.now()
  /** Per second, as of the last look. */
  rate = { packets: 0, bytes: 0 }

  /** @param {number} bytes */
  count(bytes) {
    this.#packets++
    this.#bytes += bytes
  }

  /** @param {number} now */
  look(now) {
    const seconds = (now - this.#since) / 1000
    if (seconds * 1000 >= WINDOW_MS) {
      this.rate = { packets: this.#packets / seconds, bytes: this.#bytes / seconds }
      this.#packets = 0
      this.#bytes = 0
      this.#since = now
    }
  }
}

export class Rates {
  received = new Meter()
  sent = new Meter()
  /** @type {number | undefined} */
  roundTripMs

  constructor() {
    setInterval(() => this.#measure(), ROUND_TRIP_EVERY_MS)
    void this.#measure()
  }

  /** @param {number} now */
  look(now) {
    this.received.look(now)
    this.sent.look(now)
  }

  /** By HTTP, to the same server: a page has no way to send a WebSocket's ping. */
  async #measure() {
    if (document.hidden) {
      return
    }
    const start = performance.now()
    try {
      await fetch(new URL('health/live', ROOT), {
        method: 'HEAD',
        cache: 'no-store',
        signal: AbortSignal.timeout(ROUND_TRIP_TIMEOUT_MS)
      })
      this.roundTripMs = performance.now() - start
    } catch {
      this.roundTripMs = undefined
    }
  }
}
