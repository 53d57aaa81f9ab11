// Asks the server again and again, while someone looks.

/**
 * @template T
 * @typedef {object} Poll
 * @property {(signal: AbortSignal) => Promise<T>} ask
 * @property {(result: T) => void} onResult
 * @property {(error: unknown) => void} onFailure
 * @property {number} everyMs the pause between an answer and the next question
 */

const TIMEOUT_MS = 10_000
const LONGEST_PAUSE_MS = 60_000

/** An answer that takes long is a large one: asking for it is at most 1/20 of the time. */
const SHARE_OF_TIME = 20

/**
 * Polls until the page is gone. A hidden page asks nothing, and asks at once when it is seen again.
 * Failures lengthen the pause, by a different length in each page, so that a server that comes back
 * is not met by all of them at once.
 *
 * @template T
 * @param {Poll<T>} poll
 */
export function startPolling({ ask, onResult, onFailure, everyMs }) {
  let failures = 0
  let asking = false
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer

  async function turn() {
    clearTimeout(timer)
    if (asking || document.hidden) {
      return
    }
    asking = true
    const start = performance.now()
    let pauseMs
    try {
      const result = await ask(AbortSignal.timeout(TIMEOUT_MS))
      failures = 0
      pauseMs = Math.max(everyMs, (performance.now() - start) * SHARE_OF_TIME)
      onResult(result)
    } catch (error) {
      failures++
      pauseMs = everyMs * 2 ** Math.min(failures, 5) * (0.5 + Math.random() / 2)
      onFailure(error)
    } finally {
      asking = false
    }
    timer = setTimeout(turn, Math.min(pauseMs, LONGEST_PAUSE_MS))
  }

  document.addEventListener('visibilitychange', turn)
  window.addEventListener('online', turn)
  void turn()
}
