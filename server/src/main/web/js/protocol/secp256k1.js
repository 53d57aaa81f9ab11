// ECDSA on the curve secp256k1 (SEC 2), as much as a guest needs: a public key, and a signature from
// which it can be recovered.
//
// Meant for keys that guard nothing: its running time depends on the key. A wallet's key belongs
// into the wallet. docs/adr/0028 says why this is no library.

const P = 2n ** 256n - 2n ** 32n - 977n
const N = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
const GENERATOR = {
  x: 0x79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798n,
  y: 0x483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8n,
  z: 1n
}

/**
 * A point in Jacobian coordinates: x / z², y / z³. With z = 0 it is the point at infinity.
 *
 * @typedef {{x: bigint, y: bigint, z: bigint}} Point
 */

/** A number from 1 to N - 1. 48 random bytes leave no bias worth the name. */
export function randomScalar() {
  const random = crypto.getRandomValues(new Uint8Array(48))
  return (toNumber(random) % (N - 1n)) + 1n
}

/**
 * @param {bigint} privateKey from 1 to N - 1
 * @returns {Uint8Array} x and y, 64 bytes
 */
export function publicKey(privateKey) {
  const { x, y } = affine(multiply(privateKey))
  return concat(toBytes(x), toBytes(y))
}

/**
 * @param {Uint8Array} hash 32 bytes
 * @param {bigint} privateKey from 1 to N - 1
 * @param {() => bigint} [nonce] a secret number from 1 to N - 1, a new one each time
 * @returns {Uint8Array} r, s and v (27 or 28), 65 bytes, with the lower of both s (EIP-2)
 */
export function sign(hash, privateKey, nonce = randomScalar) {
  for (;;) {
    const k = nonce()
    const point = affine(multiply(k))
    const r = point.x % N
    const s = modulo(inverse(k, N) * (toNumber(hash) + r * privateKey), N)
    // Both are as likely as guessing a key. An x of N or more has no place in v.
    if (r === 0n || s === 0n || point.x >= N) {
      continue
    }
    const isHigh = s > N / 2n
    const isOdd = (point.y & 1n) === 1n
    const signature = concat(toBytes(r), toBytes(isHigh ? N - s : s), Uint8Array.of(0))
    signature[64] = 27 + Number(isOdd !== isHigh)
    return signature
  }
}

/**
 * The generator times a number, by doubling and adding.
 *
 * @param {bigint} scalar
 */
function multiply(scalar) {
  /** @type {Point} */
  let sum = { x: 0n, y: 1n, z: 0n }
  /** @type {Point} */
  let addend = GENERATOR
  for (let rest = scalar; rest > 0n; rest >>= 1n) {
    if (rest & 1n) {
      sum = add(sum, addend)
    }
    addend = double(addend)
  }
  return sum
}

/**
 * @param {Point} point
 * @returns {Point}
 */
function double({ x, y, z }) {
  const yy = (y * y) % P
  const s = (4n * x * yy) % P
  const m = (3n * x * x) % P
  const doubleX = modulo(m * m - 2n * s, P)
  return {
    x: doubleX,
    y: modulo(m * (s - doubleX) - 8n * yy * yy, P),
    z: (2n * y * z) % P
  }
}

/**
 * Adds two points that are not each other's double or opposite, which never meet in [multiply]: a
 * sum of lower powers of two is less than the next one.
 *
 * @param {Point} a
 * @param {Point} b
 * @returns {Point}
 */
function add(a, b) {
  if (a.z === 0n) {
    return b
  }
  const aa = (a.z * a.z) % P
  const bb = (b.z * b.z) % P
  const u = (a.x * bb) % P
  const s = (a.y * bb * b.z) % P
  const h = modulo(b.x * aa - u, P)
  const r = modulo(b.y * aa * a.z - s, P)
  const hh = (h * h) % P
  const hhh = (h * hh) % P
  const v = (u * hh) % P
  const x = modulo(r * r - hhh - 2n * v, P)
  return { x, y: modulo(r * (v - x) - s * hhh, P), z: (((a.z * b.z) % P) * h) % P }
}

/** @param {Point} point */
function affine({ x, y, z }) {
  const inverted = inverse(z, P)
  const square = (inverted * inverted) % P
  return { x: (x * square) % P, y: (y * square * inverted) % P }
}

/**
 * By the extended Euclidean algorithm.
 *
 * @param {bigint} number not 0
 * @param {bigint} prime
 */
function inverse(number, prime) {
  let [high, low] = [prime, modulo(number, prime)]
  let [before, now] = [0n, 1n]
  while (low > 1n) {
    const quotient = high / low
    ;[high, low] = [low, high - quotient * low]
    ;[before, now] = [now, before - quotient * now]
  }
  return modulo(now, prime)
}

/**
 * @param {bigint} number
 * @param {bigint} divisor
 */
function modulo(number, divisor) {
  const rest = number % divisor
  return rest < 0n ? rest + divisor : rest
}

/** @param {Uint8Array} bytes the highest first */
function toNumber(bytes) {
  return bytes.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n)
}

/** @param {bigint} number of 32 bytes */
function toBytes(number) {
  const bytes = new Uint8Array(32)
  for (let i = 31, rest = number; i >= 0; i--, rest >>= 8n) {
    bytes[i] = Number(rest & 0xffn)
  }
  return bytes
}

/** @param {Uint8Array[]} parts */
function concat(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
