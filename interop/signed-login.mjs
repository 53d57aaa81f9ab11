// An explorer that is given nothing but the server's URL as its realm finds its way into a room,
// by the public libraries: description, signed login, token, handshake.
//
//   npm ci && node signed-login.mjs
//
// The last line says how many expectations held; the exit code is 0 only if all did.
import { Authenticator } from '@dcl/crypto'
import about from '@dcl/protocol/out-js/decentraland/realm/about.gen.js'
import crypto from 'decentraland-crypto-fetch'
import { Client, newIdentity } from './lib/client.mjs'
import { Server } from './lib/server.mjs'
import { conclude, expect, heading, line, scene } from './lib/transcript.mjs'

const { AboutResponse } = about
const signedFetch = crypto.default
const PURPOSE = {
  intent: 'dcl:explorer:comms-handshake',
  signer: 'dcl:explorer',
  isGuest: false
}

heading('ws-room as a realm')
const server = await Server.start({
  REALM_NAME: 'meadow',
  REALM_ROOM: 'café',
  ACCESS_TOKENS: 'required',
  MAX_USERS: '1'
})

function sessionOf(identity, minutes = 60) {
  return Authenticator.initializeAuthChain(identity.address, newIdentity(), minutes, async message =>
    Authenticator.createSignature(identity, message)
  )
}

async function describe() {
  return JSON.parse((await server.get('/about')).body)
}

// What explorers do with `signed-login:`.
async function logsIn(adapter, session, metadata = PURPOSE) {
  const url = adapter.slice('signed-login:'.length)
  const answer = await signedFetch(url, { method: 'POST', identity: session, metadata })
  return { status: answer.status, ...(await answer.json()) }
}

// What explorers do with `ws-room:`.
const uriOf = adapter => adapter.slice('ws-room:'.length)

const alice = new Client('alice')
const session = await sessionOf(alice.identity)
const description = await describe()
const adapter = description.comms.fixedAdapter
let room

await scene('The realm describes itself', async () => {
  line(adapter)
  expect(
    'the protocol knows every part of it',
    AboutResponse.toJSON(AboutResponse.fromJSON(description)),
    description
  )
  expect('it leads to a signed login', adapter.split(':')[0], 'signed-login')
  expect('and takes users', description.acceptingUsers, true)
})

await scene('Alice logs in, and enters', async () => {
  const { status, fixedAdapter } = await logsIn(adapter, session)
  expect('she is answered', status, 200)
  room = uriOf(fixedAdapter)
  const { alias } = await alice.joins(room)
  expect('she is in', alias > 0, true)
  const { comms, acceptingUsers } = await describe()
  expect('the realm counts her', comms.usersCount, 1)
  expect('and takes nobody else', acceptingUsers, false)
})

await scene('Her link breaks, and she comes back with the same URI', async () => {
  const again = new Client('alice', alice.identity)
  const { alreadyConnected } = await again.joins(room)
  expect('she is known', alreadyConnected, true)
  await again.leaves()
})

await scene('Who has no token, or another room in mind, stays out', async () => {
  const eve = new Client('eve')
  for (const uri of [room.split('?')[0], room.replace('caf%C3%A9', 'plaza'), `${room}x`]) {
    const failed = await eve.enters(uri).catch(error => error.message)
    expect('is refused', failed, 'Unexpected server response: 401')
  }
})

await scene("Who has someone else's token is told so", async () => {
  const eve = new Client('eve')
  await eve.enters(room)
  const { challengeToSign } = await eve.identifies()
  await eve.signs(challengeToSign)
  const { reason } = await eve.next('peerKicked')
  expect('in words', reason, 'the access token is for another address')
  await eve.closed
})

await scene('What is signed for something else is no login', async () => {
  const answer = await logsIn(adapter, session, { ...PURPOSE, intent: 'dcl:explorer:scene' })
  expect('is refused', answer.status, 400)
})

await scene('A person reads why, in the form that explorers show', async () => {
  const expired = await logsIn(adapter, await sessionOf(newIdentity(), -1))
  expect('with a good status', expired.status, 200)
  expect('a message', /sign in again/.test(expired.message), true)
  const again = new Client('alice', alice.identity)
  await again.joins(room)
  const full = await logsIn(adapter, await sessionOf(newIdentity()))
  expect('a full room', full, { status: 200, message: 'the room is full' })
})

await scene('The server is told to end', async () => {
  expect('it ends well', await server.stop(), 0)
})

const exitCode = conclude()
if (exitCode !== 0) {
  heading('What the server said')
  console.log(server.log)
}
process.exit(exitCode)
