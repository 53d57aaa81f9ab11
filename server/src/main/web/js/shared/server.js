// Where this page's server is, and what its settings say of it.

/**
 * @typedef {object} Facts
 * @property {string} [realm] the realm's name, if the server describes one
 * @property {string} [realmRoom] the realm's room
 * @property {string} [publicUrl] where clients find the server, such as wss://rooms.example.org
 * @property {string} version of the build
 * @property {string} commit that it was built from, or unknown
 * @property {'off' | 'optional' | 'required'} tokens whether rooms take an access token
 * @property {string} metricsPath with its slash
 * @property {boolean} healthIsPublic whether this port serves /health
 * @property {boolean} metricsAreOpen whether this port serves the metrics to anyone
 */

/** The server's root. A proxy may serve it below a path, so it is found from this file's own place. */
export const ROOT = new URL('../../../../', import.meta.url)

/** @returns {Facts} */
export function readFacts() {
  const meta = document.querySelector('meta[name="ws-room"]')
  return JSON.parse(meta?.getAttribute('content') ?? '{}')
}

/**
 * A room's id as one segment of a path. A text that is no Unicode (half a character) loses that half.
 *
 * @param {string} roomId
 */
export function encodeRoom(roomId) {
  return encodeURIComponent(roomId.replace(/\p{Surrogate}/gu, '\uFFFD'))
}

/**
 * The last segment of a page's path, decoded. One that is no percent-encoded UTF-8 is taken as it is,
 * and the server says that there is no such room.
 *
 * @param {string} path
 */
export function decodeRoom(path) {
  const segment = path.slice(path.lastIndexOf('/') + 1)
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

/** @param {string} roomId */
export function playUrl(roomId) {
  return new URL(`play/${encodeRoom(roomId)}`, ROOT).href
}

/**
 * What clients are given to join a room.
 *
 * @param {string} roomId
 * @param {Facts} facts
 */
export function roomUri(roomId, facts) {
  const base = facts.publicUrl ?? webSocketRoot().href.replace(/\/$/, '')
  return `ws-room:${base}/rooms/${encodeRoom(roomId)}`
}

/**
 * Where this page opens a room's WebSocket: on the server that it came from.
 *
 * @param {string} roomId
 * @param {string} query what a signed login adds, such as ?access_token=…
 */
export function socketUrl(roomId, query) {
  return new URL(`rooms/${encodeRoom(roomId)}${query}`, webSocketRoot())
}

/** @param {string} roomId */
export function loginUrl(roomId) {
  return new URL(`get-comms-adapter/${encodeRoom(roomId)}`, ROOT)
}

function webSocketRoot() {
  const root = new URL(ROOT)
  root.protocol = root.protocol === 'https:' ? 'wss:' : 'ws:'
  return root
}
