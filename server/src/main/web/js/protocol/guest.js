// A guest: an owner's key that was made a moment ago, and the ephemeral key that signs for it, as
// explorers have them. The keys never leave this page, and are gone with it.
import { keccak256 } from './keccak256.js'
import { publicKey, randomScalar, sign } from './secp256k1.js'

/** @typedef {{type: string, payload: string, signature: string}} AuthLink */

const SESSION_MS = 24 * 60 * 60 * 1000
const METADATA = JSON.stringify({
  intent: 'dcl:explorer:comms-handshake',
  signer: 'dcl:explorer',
  isGuest: true
})

const utf8 = new TextEncoder()

export class Guest {
  #ephemeralKey
  /** @type {AuthLink[]} */
  #delegation

  /**
   * @param {bigint} ownerKey
   * @param {bigint} ephemeralKey
   * @param {Date} expiry until when the ephemeral key may sign
   */
  constructor(ownerKey, ephemeralKey, expiry) {
    const text =
      'Decentraland Login\n' +
      `Ephemeral address: ${addressOf(ephemeralKey)}\n` +
      `Expiration: ${expiry.toISOString()}`
    /** In lower case. */
    this.address = addressOf(ownerKey)
    this.#ephemeralKey = ephemeralKey
    this.#delegation = [
      { type: 'SIGNER', payload: this.address, signature: '' },
      { type: 'ECDSA_EPHEMERAL', payload: text, signature: signText(text, ownerKey) }
    ]
  }

  /** Makes a guest with fresh keys. */
  static create() {
    return new Guest(randomScalar(), randomScalar(), new Date(Date.now() + SESSION_MS))
  }

  /**
   * The auth chain that signs a text: owner, ephemeral key, text.
   *
   * @param {string} text
   * @returns {AuthLink[]}
   */
  sign(text) {
    const signature = signText(text, this.#ephemeralKey)
    return [...this.#delegation, { type: 'ECDSA_SIGNED_ENTITY', payload: text, signature }]
  }

  /**
   * The headers of a signed login (ADR-44, ADR-180).
   *
   * @param {string} path of the request, without query
   * @param {number} now in milliseconds since 1970
   * @returns {Record<string, string>}
   */
  signedHeaders(path, now) {
    const chain = this.sign(`post:${path}:${now}:${METADATA}`.toLowerCase())
    return Object.fromEntries([
      ...chain.map((link, i) => [`x-identity-auth-chain-${i}`, JSON.stringify(link)]),
      ['x-identity-timestamp', String(now)],
      ['x-identity-metadata', METADATA]
    ])
  }
}

/**
 * The Ethereum address of a key, in lower case.
 *
 * @param {bigint} privateKey
 */
export function addressOf(privateKey) {
  return hex(keccak256(publicKey(privateKey)).subarray(12))
}

/**
 * Signs as wallets sign a message (ERC-191, version 0x45).
 *
 * @param {string} text
 * @param {bigint} privateKey
 */
export function signText(text, privateKey) {
  const message = utf8.encode(text)
  const prefix = utf8.encode(`\x19Ethereum Signed Message:\n${message.length}`)
  const whole = new Uint8Array(prefix.length + message.length)
  whole.set(prefix)
  whole.set(message, prefix.length)
  return hex(sign(keccak256(whole), privateKey))
}

/** @param {Uint8Array} bytes */
function hex(bytes) {
  return '0x' + Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
}
