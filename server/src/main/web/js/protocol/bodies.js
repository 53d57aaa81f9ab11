// What clients say to each other in the bodies of updates (rfc4, ADR-104), as far as this page shows
// it; proto/src/main/protobuf/rfc4.proto has the fields. The server never looks into a body.
import Pbf from '../../lib/pbf/index.js'
import { reader } from './packets.js'

/**
 * @typedef {{x: number, y: number, z: number}} Place in metres; y is up, z is north
 *
 * @typedef {{kind: 'place', x: number, y: number, z: number, heading: number | undefined}
 *   | {kind: 'profileVersion', version: number}
 *   | {kind: 'profileRequest', address: string}
 *   | {kind: 'profile', json: string}
 *   | {kind: 'chat', text: string}
 *   | {kind: 'emote', name: string}
 *   | {kind: 'other'}} Body heading is in radians, clockwise from north
 */

/** The protocol's version that today's clients send. */
const PROTOCOL_VERSION = 100

/** Web clients put this before what is no speech but an emote. */
const EMOTE_MARK = '␐'

/** No world is larger; what claims to be further out is no place. */
const MAX_METRES = 100_000

/**
 * @param {Uint8Array} bytes
 * @returns {Body} other for what is not shown, or cannot be read
 */
export function decodeBody(bytes) {
  /** @type {{body: Body}} */
  const read = { body: { kind: 'other' } }
  try {
    reader(bytes).readFields((tag, result, pbf) => {
      const body = readBody(tag, pbf)
      if (body) {
        result.body = body
      }
    }, read)
  } catch {
    return { kind: 'other' }
  }
  return read.body
}

/**
 * @param {number} tag
 * @param {Pbf} pbf
 * @returns {Body | undefined}
 */
function readBody(tag, pbf) {
  switch (tag) {
    case 1:
      return place(pbf.readMessage(readPosition, { x: 0, y: 0, z: 0, turnY: 0, turnW: 0 }))
    case 2:
      return { kind: 'profileVersion', version: pbf.readMessage(readNumber, { value: 0 }).value }
    case 3:
      return { kind: 'profileRequest', address: textAt(4, pbf) }
    case 4:
      return { kind: 'profile', json: textAt(1, pbf) }
    case 5:
      return speech(textAt(1, pbf))
    case 8:
      return place(pbf.readMessage(readMovement, { x: 0, y: 0, z: 0, turnY: 0, turnW: 0 }))
    case 9:
      return { kind: 'emote', name: textAt(2, pbf) }
    default:
      return undefined
  }
}

/** @param {string} text */
function speech(text) {
  return text.startsWith(EMOTE_MARK)
    ? { kind: /** @type {const} */ ('emote'), name: text.slice(1).split(' ')[0] }
    : { kind: /** @type {const} */ ('chat'), text }
}

/** @typedef {{x: number, y: number, z: number, turnY: number, turnW: number}} RawPlace */

/**
 * @param {RawPlace} raw
 * @returns {Body}
 */
function place({ x, y, z, turnY, turnW }) {
  if (![x, y, z].every(metres => Math.abs(metres) <= MAX_METRES)) {
    return { kind: 'other' }
  }
  // The rotation of someone who stands upright is one around the y axis.
  const turned = Math.hypot(turnY, turnW) > 0.1
  return { kind: 'place', x, y, z, heading: turned ? 2 * Math.atan2(turnY, turnW) : undefined }
}

/** @type {(tag: number, raw: RawPlace, pbf: Pbf) => void} */
function readPosition(tag, raw, pbf) {
  switch (tag) {
    case 3:
      raw.x = pbf.readFloat()
      break
    case 4:
      raw.y = pbf.readFloat()
      break
    case 5:
      raw.z = pbf.readFloat()
      break
    case 7:
      raw.turnY = pbf.readFloat()
      break
    case 9:
      raw.turnW = pbf.readFloat()
      break
    default:
  }
}

/** @type {(tag: number, raw: RawPlace, pbf: Pbf) => void} */
function readMovement(tag, raw, pbf) {
  switch (tag) {
    case 2:
      raw.x = pbf.readFloat()
      break
    case 3:
      raw.y = pbf.readFloat()
      break
    case 4:
      raw.z = pbf.readFloat()
      break
    default:
  }
}

/** @type {(tag: number, number: {value: number}, pbf: Pbf) => void} */
function readNumber(tag, number, pbf) {
  if (tag === 1) {
    number.value = pbf.readVarint()
  }
}

/**
 * The text in one field of a message.
 *
 * @param {number} wanted
 * @param {Pbf} pbf
 */
function textAt(wanted, pbf) {
  return pbf.readMessage(
    (tag, read, message) => {
      if (tag === wanted) {
        read.text = message.readString()
      }
    },
    { text: '' }
  ).text
}

/**
 * @param {number} index grows with each position
 * @param {Place} where
 * @param {number} heading in radians, clockwise from north
 */
export function encodePosition(index, where, heading) {
  return encode(1, pbf => {
    pbf.writeVarintField(1, index)
    pbf.writeFloatField(3, where.x)
    pbf.writeFloatField(4, where.y)
    pbf.writeFloatField(5, where.z)
    pbf.writeFloatField(7, Math.sin(heading / 2))
    pbf.writeFloatField(9, Math.cos(heading / 2))
  })
}

/** @param {number} version */
export function encodeProfileVersion(version) {
  return encode(2, pbf => pbf.writeVarintField(1, version))
}

/**
 * @param {string} address
 * @param {number} version
 */
export function encodeProfileRequest(address, version) {
  return encode(3, pbf => {
    pbf.writeVarintField(3, version)
    pbf.writeStringField(4, address)
  })
}

/** @param {string} json */
export function encodeProfile(json) {
  return encode(4, pbf => pbf.writeStringField(1, json))
}

/**
 * @param {string} text
 * @param {number} now in milliseconds since 1970
 */
export function encodeChat(text, now) {
  return encode(5, pbf => {
    pbf.writeStringField(1, text)
    pbf.writeDoubleField(2, now)
  })
}

/**
 * @param {number} tag
 * @param {(pbf: Pbf) => void} write
 */
function encode(tag, write) {
  const pbf = new Pbf()
  pbf.writeMessage(tag, (_, message) => write(message), undefined)
  pbf.writeVarintField(11, PROTOCOL_VERSION)
  return pbf.finish()
}
