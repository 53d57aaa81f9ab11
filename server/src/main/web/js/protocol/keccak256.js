// Keccak-256 as Ethereum uses it: the submission's padding (0x01), not that of SHA-3 (FIPS 202).

const RATE_BYTES = 136
const ROUNDS = 24

/** The step iota: one constant a round. */
const ROUND_CONSTANTS = [
  0x0000000000000001n, 0x0000000000008082n, 0x800000000000808an, 0x8000000080008000n,
  0x000000000000808bn, 0x0000000080000001n, 0x8000000080008081n, 0x8000000000008009n,
  0x000000000000008an, 0x0000000000000088n, 0x0000000080008009n, 0x000000008000000an,
  0x000000008000808bn, 0x800000000000008bn, 0x8000000000008089n, 0x8000000000008003n,
  0x8000000000008002n, 0x8000000000000080n, 0x000000000000800an, 0x800000008000000an,
  0x8000000080008081n, 0x8000000000008080n, 0x0000000080000001n, 0x8000000080008008n
]

/**
 * @param {Uint8Array} message
 * @returns {Uint8Array} 32 bytes
 */
export function keccak256(message) {
  const padded = new Uint8Array((Math.floor(message.length / RATE_BYTES) + 1) * RATE_BYTES)
  padded.set(message)
  padded[message.length] ^= 0x01
  padded[padded.length - 1] ^= 0x80
  const input = new DataView(padded.buffer)
  const state = new BigUint64Array(25)
  for (let block = 0; block < padded.length; block += RATE_BYTES) {
    for (let lane = 0; lane < RATE_BYTES / 8; lane++) {
      state[lane] ^= input.getBigUint64(block + lane * 8, true)
    }
    permute(state)
  }
  const hash = new DataView(new ArrayBuffer(32))
  for (let lane = 0; lane < 4; lane++) {
    hash.setBigUint64(lane * 8, state[lane], true)
  }
  return new Uint8Array(hash.buffer)
}

/** @param {BigUint64Array} state 5 by 5 lanes, x + 5 y */
function permute(state) {
  for (let round = 0; round < ROUNDS; round++) {
    theta(state)
    rhoAndPi(state)
    chi(state)
    state[0] ^= ROUND_CONSTANTS[round]
  }
}

/** @param {BigUint64Array} state */
function theta(state) {
  const parity = new BigUint64Array(5)
  for (let lane = 0; lane < 25; lane++) {
    parity[lane % 5] ^= state[lane]
  }
  for (let lane = 0; lane < 25; lane++) {
    state[lane] ^= parity[(lane + 4) % 5] ^ rotated(parity[(lane + 1) % 5], 1n)
  }
}

/** @param {BigUint64Array} state */
function rhoAndPi(state) {
  let x = 1
  let y = 0
  let moving = state[1]
  for (let step = 1; step <= 24; step++) {
    const nextY = (2 * x + 3 * y) % 5
    x = y
    y = nextY
    const held = state[x + 5 * y]
    state[x + 5 * y] = rotated(moving, BigInt(((step * (step + 1)) / 2) % 64))
    moving = held
  }
}

/** @param {BigUint64Array} state */
function chi(state) {
  for (let y = 0; y < 25; y += 5) {
    const row = state.slice(y, y + 5)
    for (let x = 0; x < 5; x++) {
      state[y + x] = row[x] ^ (~row[(x + 1) % 5] & row[(x + 2) % 5])
    }
  }
}

/**
 * @param {bigint} lane
 * @param {bigint} by in bits
 */
function rotated(lane, by) {
  return BigInt.asUintN(64, (lane << by) | (lane >> (64n - by)))
}
