// Unit tests of the pages' modules, some against the public libraries:
//
//   npm ci && npm run parts
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { webcrypto } from 'node:crypto'
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { loadPage } from './lib/modules.mjs'

globalThis.crypto ??= webcrypto

const { keccak256 } = await loadPage('protocol/keccak256.js')
const { publicKey, randomScalar, sign } = await loadPage('protocol/secp256k1.js')
const { Guest } = await loadPage('protocol/guest.js')
const { decodePacket, encodeUpdate } = await loadPage('protocol/packets.js')
const { decodeBody, encodeChat, encodePosition } = await loadPage('protocol/bodies.js')
const { clean, shortAddress } = await loadPage('shared/text.js')
const { afterEnding } = await loadPage('play/reconnect.js')
const { nameIn, shownName } = await loadPage('play/names.js')
const { ChatLog } = await loadPage('play/chat.js')
const { World } = await loadPage('play/world.js')

const N = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
const bytesOf = number => Buffer.from(number.toString(16).padStart(64, '0'), 'hex')
const random = length => webcrypto.getRandomValues(new Uint8Array(length))

test('Keccak-256 equals the public library, at every length around its blocks', () => {
  for (const length of [...Array(300).keys(), 1000, 10_000]) {
    const message = random(length)
    assert.deepEqual(Buffer.from(keccak256(message)), Buffer.from(keccak_256(message)), `${length}`)
  }
})

test('public keys equal those of the public library, edge cases included', () => {
  for (const key of [1n, 2n, 3n, N - 1n, N - 2n, N / 2n, 2n ** 255n, ...Array.from({ length: 50 }, randomScalar)]) {
    const expected = secp256k1.getPublicKey(bytesOf(key), false).subarray(1)
    assert.deepEqual(Buffer.from(publicKey(key)), Buffer.from(expected), `${key}`)
  }
})

test('signatures are valid, have low s, and recover the public key', () => {
  for (let i = 0; i < 100; i++) {
    const key = randomScalar()
    const hash = random(32)
    const signature = sign(hash, key)
    const s = BigInt('0x' + Buffer.from(signature.subarray(32, 64)).toString('hex'))
    assert.ok(s > 0n && s <= N / 2n)
    const recovered = Uint8Array.of(signature[64] - 27, ...signature.subarray(0, 64))
    const expected = secp256k1.getPublicKey(bytesOf(key), true)
    const got = secp256k1.recoverPublicKey(recovered, hash, { prehash: false })
    assert.deepEqual(Buffer.from(got), Buffer.from(expected))
  }
})

test('signatures of the same text differ', () => {
  const hash = random(32)
  assert.notDeepEqual(sign(hash, 7n), sign(hash, 7n))
})

test('a guest signs with three links, and its text names the ephemeral key', () => {
  const guest = Guest.create()
  const chain = guest.sign('dcl-0123')
  assert.deepEqual(chain.map(link => link.type), ['SIGNER', 'ECDSA_EPHEMERAL', 'ECDSA_SIGNED_ENTITY'])
  assert.equal(chain[0].payload, guest.address)
  assert.match(chain[1].payload, /^Decentraland Login\nEphemeral address: 0x[0-9a-f]{40}\nExpiration: 20/)
  assert.equal(chain[2].payload, 'dcl-0123')
})

test('positions and chat are decoded as encoded, at any offset of a buffer', () => {
  const update = encodeUpdate(encodePosition(5, { x: 1.5, y: 0, z: -20.25 }, Math.PI / 2), true)
  const buffer = new Uint8Array(update.length + 9)
  buffer.set(update, 9)
  const packet = decodePacket(buffer.subarray(9))
  assert.equal(packet.kind, 'update')
  assert.equal(packet.unreliable, true)
  const body = decodeBody(packet.body)
  assert.equal(body.kind, 'place')
  assert.deepEqual([body.x, body.z], [1.5, -20.25])
  assert.ok(Math.abs(body.heading - Math.PI / 2) < 1e-6)
  assert.deepEqual(decodeBody(encodeChat('olá 👋', 1)), { kind: 'chat', text: 'olá 👋' })
})

test('arbitrary bytes are decoded or rejected with an Error', () => {
  const chat = encodeUpdate(encodeChat('hello', 1), false)
  for (let i = 0; i < 20_000; i++) {
    const bytes = i % 2 ? random(i % 60) : Uint8Array.from(chat)
    if (i % 2 === 0) {
      bytes[i % bytes.length] = i >> 4
    }
    assert.equal(typeof decodeBody(bytes).kind, 'string')
    try {
      assert.equal(typeof decodePacket(bytes).kind, 'string')
    } catch (error) {
      assert.ok(error instanceof Error)
    }
  }
})

test('an invalid position is not shown', () => {
  for (const x of [NaN, Infinity, 1e30]) {
    assert.equal(decodeBody(encodePosition(1, { x, y: 0, z: 0 }, 0)).kind, 'other')
  }
})

test("texts of others are cut to one line without control characters", () => {
  assert.equal(clean('a\nb\u0000c'), 'a·b·c')
  assert.equal(clean('\u202Egnp.exe'), '·gnp.exe')
  assert.equal(clean('x'.repeat(600)).length, 501)
  assert.equal(clean('👋'.repeat(600), 10), '👋'.repeat(10) + '…')
  assert.equal(clean('a' + '\u0301'.repeat(100)).length, 5)
  assert.equal(clean(undefined), '')
  assert.equal(shortAddress('0x1234567890123456789012345678901234567890'), '0x1234…7890')
})

test('a name is shown with the end of its address, and an invalid profile has no name', () => {
  const address = '0x1234567890123456789012345678901234567890'
  assert.equal(shownName('Ann', address), 'Ann#7890')
  assert.equal(shownName(' \u202E ', address), '·#7890')
  assert.equal(shownName('', address), '0x1234…7890')
  assert.equal(nameIn('{"name":"Ann"}'), 'Ann')
  for (const json of ['', '{', 'null', '[]', '{"name":5}', '"Ann"']) {
    assert.equal(nameIn(json), undefined)
  }
})

const ending = (code, kicked, welcomed) => ({ code, kicked, welcomed })

test('it reconnects after a restart or a lost connection, and not after a kick or a ban', () => {
  for (const code of [1001, 1006, 1011, 1012]) {
    assert.equal(afterEnding(ending(code, false, true), 0, 0.5).again, true, `${code}`)
  }
  assert.deepEqual(afterEnding(ending(1008, true, true), 0, 0.5), { again: false })
  assert.deepEqual(afterEnding(ending(1008, true, false), 0, 0.5), { again: false })
  for (const code of [1002, 1003, 1007, 1009, 1008, 4000]) {
    assert.deepEqual(afterEnding(ending(code, false, true), 0, 0.5), { again: false }, `${code}`)
  }
})

test('the backoff grows up to half a minute, with jitter', () => {
  const lost = ending(1006, false, false)
  assert.deepEqual(afterEnding(lost, 0, 0), { again: true, afterMs: 500 })
  assert.deepEqual(afterEnding(lost, 0, 1), { again: true, afterMs: 1000 })
  assert.deepEqual(afterEnding(lost, 3, 1), { again: true, afterMs: 8000 })
  assert.deepEqual(afterEnding(lost, 1000, 1), { again: true, afterMs: 30_000 })
  assert.deepEqual(afterEnding(ending(1013, true, false), 0, 1), { again: true, afterMs: 10_000 })
})

test('reconnecting ends after repeated handshake timeouts', () => {
  assert.equal(afterEnding(ending(1008, false, false), 4, 0).again, true)
  assert.equal(afterEnding(ending(1008, false, false), 5, 0).again, false)
})

test('a log keeps its last lines and merges simultaneous joins', () => {
  const log = new ChatLog()
  for (let i = 0; i < 1000; i++) {
    log.moved('joined', `peer ${i}`)
  }
  assert.equal(log.lines.length, 1)
  assert.equal(log.lines[0].who, 'peer 0, peer 1, peer 2')
  assert.equal(log.lines[0].more, 997)
  for (let i = 0; i < 1000; i++) {
    log.said('ann', `line ${i}`, false)
  }
  assert.equal(log.lines.length, 200)
  assert.equal(log.lines.at(-1).text, 'line 999')
})

test('a peer moves smoothly to its reported position, and its trail fades', () => {
  const world = new World()
  const peer = world.join(1, '0xAB', 'ann')
  assert.equal(peer.address, '0xab')
  world.place(peer, 0, 0, undefined, 0)
  for (let i = 1; i <= 100; i++) {
    world.place(peer, i, 0, undefined, i)
    world.advance(i, 16)
  }
  assert.ok(peer.x > 97 && peer.x < 100)
  assert.equal(peer.heading, Math.PI / 2)
  assert.equal(peer.trailLength, 24)
  world.advance(10_000, 500)
  assert.equal(peer.trailLength, 0)
  assert.ok(Math.abs(peer.x - 100) < 0.01)
})
