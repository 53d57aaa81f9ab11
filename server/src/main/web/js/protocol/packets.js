// The ws-room protocol (ADR-105): what a client and the server say to each other. Each WebSocket
// message is one WsPacket; proto/src/main/protobuf/ws_room.proto has the fields.
import Pbf from '../../lib/pbf/index.js'

/**
 * What the server says.
 *
 * @typedef {{kind: 'welcome', alias: number, peers: Map<number, string>}
 *   | {kind: 'join', alias: number, address: string}
 *   | {kind: 'update', alias: number, body: Uint8Array, unreliable: boolean}
 *   | {kind: 'challenge', text: string, alreadyConnected: boolean}
 *   | {kind: 'leave', alias: number}
 *   | {kind: 'kicked', reason: string}
 *   | {kind: 'unknown'}} ServerPacket
 */

const PEER_UPDATE = 3
const SIGNED_CHALLENGE = 5
const IDENTIFICATION = 7

/**
 * Reads from bytes that may lie anywhere in a buffer, which Pbf's constructor does not.
 *
 * @param {Uint8Array} bytes
 */
export function reader(bytes) {
  const pbf = new Pbf(/** @type {ArrayBuffer} */ (bytes.buffer))
  pbf.pos = bytes.byteOffset
  pbf.length = bytes.byteOffset + bytes.byteLength
  return pbf
}

/**
 * @param {Uint8Array} bytes
 * @returns {ServerPacket} unknown for what newer servers may say
 * @throws {Error} where it is no packet
 */
export function decodePacket(bytes) {
  /** @type {{packet: ServerPacket}} */
  const read = { packet: { kind: 'unknown' } }
  reader(bytes).readFields((tag, result, pbf) => {
    const packet = readPacket(tag, pbf)
    if (packet) {
      result.packet = packet
    }
  }, read)
  return read.packet
}

/**
 * @param {number} tag
 * @param {Pbf} pbf
 * @returns {ServerPacket | undefined}
 */
function readPacket(tag, pbf) {
  switch (tag) {
    case 1:
      return pbf.readMessage(readWelcome, {
        kind: /** @type {const} */ ('welcome'),
        alias: 0,
        peers: new Map()
      })
    case 2:
      return pbf.readMessage(readJoin, {
        kind: /** @type {const} */ ('join'),
        alias: 0,
        address: ''
      })
    case 3:
      return pbf.readMessage(readUpdate, {
        kind: /** @type {const} */ ('update'),
        alias: 0,
        body: NO_BYTES,
        unreliable: false
      })
    case 4:
      return pbf.readMessage(readChallenge, {
        kind: /** @type {const} */ ('challenge'),
        text: '',
        alreadyConnected: false
      })
    case 6:
      return pbf.readMessage(readLeave, { kind: /** @type {const} */ ('leave'), alias: 0 })
    case 8:
      return pbf.readMessage(readKicked, { kind: /** @type {const} */ ('kicked'), reason: '' })
    default:
      return undefined
  }
}

const NO_BYTES = new Uint8Array(0)

/** @type {(tag: number, welcome: {alias: number, peers: Map<number, string>}, pbf: Pbf) => void} */
function readWelcome(tag, welcome, pbf) {
  if (tag === 1) {
    welcome.alias = pbf.readVarint()
  } else if (tag === 2) {
    // An entry of a map is a message of its key (1) and its value (2).
    const entry = pbf.readMessage(readJoin, { alias: 0, address: '' })
    welcome.peers.set(entry.alias, entry.address)
  }
}

/** @type {(tag: number, join: {alias: number, address: string}, pbf: Pbf) => void} */
function readJoin(tag, join, pbf) {
  if (tag === 1) {
    join.alias = pbf.readVarint()
  } else if (tag === 2) {
    join.address = pbf.readString()
  }
}

/** @type {(tag: number, update: {alias: number, body: Uint8Array, unreliable: boolean}, pbf: Pbf) => void} */
function readUpdate(tag, update, pbf) {
  if (tag === 1) {
    update.alias = pbf.readVarint()
  } else if (tag === 2) {
    update.body = pbf.readBytes()
  } else if (tag === 3) {
    update.unreliable = pbf.readBoolean()
  }
}

/** @type {(tag: number, challenge: {text: string, alreadyConnected: boolean}, pbf: Pbf) => void} */
function readChallenge(tag, challenge, pbf) {
  if (tag === 1) {
    challenge.text = pbf.readString()
  } else if (tag === 2) {
    challenge.alreadyConnected = pbf.readBoolean()
  }
}

/** @type {(tag: number, leave: {alias: number}, pbf: Pbf) => void} */
function readLeave(tag, leave, pbf) {
  if (tag === 1) {
    leave.alias = pbf.readVarint()
  }
}

/** @type {(tag: number, kicked: {reason: string}, pbf: Pbf) => void} */
function readKicked(tag, kicked, pbf) {
  if (tag === 1) {
    kicked.reason = pbf.readString()
  }
}

/** @param {string} address */
export function encodeIdentification(address) {
  return encode(IDENTIFICATION, pbf => pbf.writeStringField(1, address))
}

/** @param {import('./guest.js').AuthLink[]} chain */
export function encodeSignedChallenge(chain) {
  return encode(SIGNED_CHALLENGE, pbf => pbf.writeStringField(1, JSON.stringify(chain)))
}

/**
 * @param {Uint8Array} body
 * @param {boolean} unreliable whether it may be dropped on its way to a peer that reads slowly
 */
export function encodeUpdate(body, unreliable) {
  return encode(PEER_UPDATE, pbf => {
    pbf.writeBytesField(2, body)
    if (unreliable) {
      pbf.writeBooleanField(3, true)
    }
  })
}

/**
 * @param {number} tag
 * @param {(pbf: Pbf) => void} write
 * @returns {Uint8Array<ArrayBuffer>}
 */
function encode(tag, write) {
  const pbf = new Pbf()
  pbf.writeMessage(tag, (_, message) => write(message), undefined)
  return /** @type {Uint8Array<ArrayBuffer>} */ (pbf.finish())
}
