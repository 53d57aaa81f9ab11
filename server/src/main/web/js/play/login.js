// A signed login (ADR-180): how explorers ask for a room, and are told in words why not.
import { loginUrl } from '../shared/server.js'

/**
 * What a signed login answered.
 *
 * @typedef {{query: string} | {refused: string, passing: boolean}} Login query is what the room's
 *   URI has, such as ?access_token=…; passing tells whether another attempt may do better
 */

const TIMEOUT_MS = 10_000
const TOO_MANY_REQUESTS = 429

/**
 * @param {string} roomId
 * @param {import('../protocol/guest.js').Guest} guest
 * @returns {Promise<Login>}
 */
export async function logIn(roomId, guest) {
  const url = loginUrl(roomId)
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: guest.signedHeaders(url.pathname, Date.now()),
      signal: AbortSignal.timeout(TIMEOUT_MS)
    })
    return readLogin(response.status, await response.json())
  } catch {
    return { refused: 'the server does not answer', passing: true }
  }
}

/**
 * @param {number} status
 * @param {{fixedAdapter?: unknown, message?: unknown}} answer
 * @returns {Login}
 */
function readLogin(status, { fixedAdapter, message }) {
  if (status === 200 && typeof fixedAdapter === 'string') {
    // The room is on the server that this page came from, however that is called elsewhere.
    const query = fixedAdapter.indexOf('?')
    return { query: query < 0 ? '' : fixedAdapter.slice(query) }
  }
  const refused = typeof message === 'string' ? message : `status ${status}`
  return { refused, passing: status === TOO_MANY_REQUESTS || status >= 500 }
}

/** @param {Login} login */
export function inWordsOf(login) {
  if ('refused' in login) {
    return login.refused
  }
  return login.query ? 'a token for this address and room' : 'no token needed'
}
