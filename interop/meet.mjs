// Interoperability of clients built on the public libraries with a running server:
//
//   npm ci && node meet.mjs
//
// The last line counts the expectations that held; the exit code is 0 only if all did.
import { readFileSync } from 'node:fs'
import { Authenticator } from '@dcl/crypto'
import rfc4 from '@dcl/protocol/out-js/decentraland/kernel/comms/rfc4/comms.gen.js'
import { Client } from './lib/client.mjs'
import { Server } from './lib/server.mjs'
import { conclude, expect, heading, line, scene } from './lib/transcript.mjs'

const SEATS = 3
const CHALLENGE = /^dcl-[^:]*$/

heading('ws-room and the public libraries')
for (const library of ['@dcl/crypto', '@dcl/protocol', 'ws']) {
  const manifest = new URL(`node_modules/${library}/package.json`, import.meta.url)
  line(`${library} ${JSON.parse(readFileSync(manifest)).version}`)
}

const server = await Server.start({ MAX_USERS: String(SEATS), HANDSHAKE_TIMEOUT: '1500' })
line(`./ws-room serves ${server.room('…')}`)

const text = body => Buffer.from(body).toString()
const chat = (message, timestamp) =>
  rfc4.Packet.encode({
    protocolVersion: 100,
    message: { $case: 'chat', chat: { message, timestamp } }
  }).finish()
const position = rfc4.Packet.encode({
  protocolVersion: 100,
  message: {
    $case: 'position',
    position: {
      index: 1,
      positionX: 8,
      positionY: 0,
      positionZ: 8,
      rotationX: 0,
      rotationY: 0.7,
      rotationZ: 0,
      rotationW: 0.7
    }
  }
}).finish()

const alice = new Client('alice')
const bob = new Client('bob')

await scene('Alice joins an empty room, with three links', async () => {
  expect('the subprotocol is rfc5', await alice.connects(server.room('plaza')), 'rfc5')
  const challenge = await alice.identifies()
  expect('the challenge may be signed', CHALLENGE.test(challenge.challengeToSign), true)
  expect('she is not connected yet', challenge.alreadyConnected, false)
  await alice.signs(challenge.challengeToSign)
  const welcome = await alice.next('welcomeMessage')
  alice.alias = welcome.alias
  expect('she has an alias', welcome.alias > 0, true)
  expect('the room has no other member', welcome.peerIdentities, {})
})

await scene('Bob joins as a guest, with two links', async () => {
  await bob.connects(server.room('plaza'))
  const challenge = await bob.identifies()
  bob.signsAsGuest(challenge.challengeToSign)
  const welcome = await bob.next('welcomeMessage')
  bob.alias = welcome.alias
  expect('aliases grow', bob.alias > alice.alias, true)
  expect('his welcome lists Alice, in lower case', welcome.peerIdentities, {
    [alice.alias]: alice.address
  })
  const join = await alice.next('peerJoinMessage')
  expect('she receives his join, in lower case', join, { alias: bob.alias, address: bob.address })
})

await scene('Both send updates, and neither receives its own', async () => {
  const hello = chat('hello bob', 1)
  const movements = [chat('hello alice', 2), position, new Uint8Array(0), Buffer.alloc(60_000, 7)]
  alice.updates(hello)
  movements.forEach(body => bob.updates(body, { unreliable: body === position, fromAlias: 99 }))
  const heard = await bob.next('peerUpdateMessage')
  expect('her update reaches him unchanged', Buffer.compare(heard.body, hello), 0)
  expect('with her alias', heard.fromAlias, alice.alias)
  expect('and can be decoded', rfc4.Packet.decode(heard.body).message.chat.message, 'hello bob')
  for (const body of movements) {
    const update = await alice.next('peerUpdateMessage')
    expect(`${body.length} bytes of his arrive in order`, Buffer.compare(update.body, body), 0)
    expect('under his alias, whatever he claims', update.fromAlias, bob.alias)
    expect('as unreliable as he sent it', update.unreliable, body === position)
  }
})

await scene('The status page counts them', async () => {
  const status = JSON.parse((await server.get('/status')).body)
  expect('two users', status.users, 2)
  expect('in one room', status.details, [{ roomName: 'plaza', count: 2 }])
})

await scene('A client without subprotocols, and the path of the SDK preview', async () => {
  const carol = new Client('carol')
  expect('no subprotocol is selected', await carol.connects(server.room('preview', 'mini-comms'), []), '')
  const challenge = await carol.identifies()
  carol.signsAsGuest(challenge.challengeToSign)
  const welcome = await carol.next('welcomeMessage')
  expect('another room has other members', welcome.peerIdentities, {})
  await carol.leaves()
})

// A rejected client must not be visible to members: the next packet Bob receives is from Alice.
async function isRejected(name, address, answer) {
  const eve = new Client(name)
  await eve.connects(server.room('plaza'))
  const challenge = await eve.identifies(address)
  await answer(eve, challenge.challengeToSign)
  const code = await eve.closed
  expect('is rejected', code >= 1002 && code !== 1006, true)
  alice.updates(Buffer.from('anyone there?'))
  const heard = await bob.next('peerUpdateMessage')
  expect('and not visible to members', text(heard.body), 'anyone there?')
}

await scene('A wrong signature', () =>
  isRejected('eve', undefined, (eve, challenge) =>
    eve.signsAsGuest(challenge, new Client('mallory').identity)
  ))

await scene('An unsigned challenge', () =>
  isRejected('eve', undefined, eve =>
    eve.sendsChain([{ type: 'SIGNER', payload: eve.identity.address, signature: '' }])
  ))

await scene('A signature of another challenge', () =>
  isRejected('eve', undefined, eve => eve.signsAsGuest('dcl-0123456789abcdef0123456789abcdef')))

await scene("Someone else's address", () =>
  isRejected('eve', bob.identity.address, (eve, challenge) => eve.signs(challenge)))

await scene('An expired ephemeral key', () =>
  isRejected('eve', undefined, async (eve, challenge) => {
    const session = await Authenticator.initializeAuthChain(
      eve.identity.address,
      new Client('key').identity,
      -1,
      async message => Authenticator.createSignature(eve.identity, message)
    )
    eve.sendsChain(Authenticator.signPayload(session, challenge))
  }))

await scene('Silence', async () => {
  const eve = new Client('eve')
  await eve.connects(server.room('plaza'))
  const code = await eve.closed
  expect('is closed after the handshake timeout', code >= 1002 && code !== 1006, true)
})

await scene('Alice joins again from another device', async () => {
  const again = new Client('alice2', alice.identity)
  const welcome = await again.joins(server.room('plaza'))
  expect('the challenge says that she is connected already', welcome.alreadyConnected, true)
  expect('with a new alias', welcome.alias > bob.alias, true)
  expect('Bob is the only other member', welcome.peerIdentities, { [bob.alias]: bob.address })
  const kicked = await alice.next('peerKicked')
  expect('the old session is told why it ends', /connected|elsewhere/i.test(kicked.reason), true)
  await alice.closed
  expect('Bob receives the leave', await bob.next('peerLeaveMessage'), { alias: alice.alias })
  expect('and then the join', await bob.next('peerJoinMessage'), {
    alias: welcome.alias,
    address: alice.address
  })
  again.updates(Buffer.from('it is me'))
  expect('and her update', text((await bob.next('peerUpdateMessage')).body), 'it is me')
  alice.alias = welcome.alias
  alice.now = again
})

await scene('A full room', async () => {
  const dave = new Client('dave')
  const welcome = await dave.joins(server.room('plaza'))
  expect('the last seat', Object.keys(welcome.peerIdentities).length, SEATS - 1)
  await bob.next('peerJoinMessage')
  const eve = new Client('eve')
  await eve.connects(server.room('plaza'))
  eve.sends({ $case: 'peerIdentification', peerIdentification: { address: eve.address } })
  const kicked = await eve.next('peerKicked')
  expect('a reason in place of the challenge', kicked.reason.length > 0, true)
  await eve.closed
  await dave.aborts()
  expect('an aborted connection is a leave', await bob.next('peerLeaveMessage'), { alias: welcome.alias })
})

await scene('Alice leaves', async () => {
  await alice.now.leaves()
  expect('Bob receives the leave', await bob.next('peerLeaveMessage'), { alias: alice.alias })
})

await scene('The server is terminated', async () => {
  const exit = server.stop()
  expect('Bob is closed with 1001', await bob.closed, 1001)
  expect('it exits with 0', await exit, 0)
})

const exitCode = conclude()
if (exitCode !== 0) {
  heading('Output of the server')
  console.log(server.log)
}
process.exit(exitCode)
