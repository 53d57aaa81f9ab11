// An explorer with only the server's URL as its realm joins a room with the public libraries:
// description, signed login, token, handshake.
//
//   npm ci && node signed-login.mjs
//
// The last line counts the expectations that held; the exit code is 0 only if all did.
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

// The handling of `signed-login:` in explorers.
async function logsIn(adapter, session, metadata = PURPOSE) {
  const url = adapter.slice('signed-login:'.length)
  const answer = await signedFetch(url, { method: 'POST', identity: session, metadata })
  return { status: answer.status, ...(await answer.json()) }
}

// The handling of `ws-room:` in explorers.
const uriOf = adapter => adapter.slice('ws-room:'.length)

const alice = new Client('alice')
const session = await sessionOf(alice.identity)
const description = await describe()
const adapter = description.comms.fixedAdapter
let room

await scene('The realm describes itself', async () => {
  line(adapter)
  expect(
    'the protocol defines every field of it',
    AboutResponse.toJSON(AboutResponse.fromJSON(description)),
    description
  )
  expect('it leads to a signed login', adapter.split(':')[0], 'signed-login')
  expect('and accepts users', description.acceptingUsers, true)
})

await scene('Alice logs in and joins', async () => {
  const { status, fixedAdapter } = await logsIn(adapter, session)
  expect('the status', status, 200)
  room = uriOf(fixedAdapter)
  const { alias } = await alice.joins(room)
  expect('she is welcomed', alias > 0, true)
  const { comms, acceptingUsers } = await describe()
  expect('the realm counts her', comms.usersCount, 1)
  expect('and accepts no more users', acceptingUsers, false)
})

await scene('Her connection breaks, and she rejoins with the same URI', async () => {
  const again = new Client('alice', alice.identity)
  const { alreadyConnected } = await again.joins(room)
  expect('she is known', alreadyConnected, true)
  await again.leaves()
})

await scene('A URI without a token, or for another room, is rejected', async () => {
  const eve = new Client('eve')
  for (const uri of [room.split('?')[0], room.replace('caf%C3%A9', 'plaza'), `${room}x`]) {
    const failed = await eve.connects(uri).catch(error => error.message)
    expect('is rejected', failed, 'Unexpected server response: 401')
  }
})

await scene("Another address's token is rejected", async () => {
  const eve = new Client('eve')
  await eve.connects(room)
  const { challengeToSign } = await eve.identifies()
  await eve.signs(challengeToSign)
  const { reason } = await eve.next('peerKicked')
  expect('with the reason', reason, 'the access token is for another address')
  await eve.closed
})

await scene('A request signed for another purpose is not a login', async () => {
  const answer = await logsIn(adapter, session, { ...PURPOSE, intent: 'dcl:explorer:scene' })
  expect('is rejected', answer.status, 400)
})

await scene('The reason is in the form that explorers show', async () => {
  const expired = await logsIn(adapter, await sessionOf(newIdentity(), -1))
  expect('with status 200', expired.status, 200)
  expect('a message', /sign in again/.test(expired.message), true)
  const again = new Client('alice', alice.identity)
  await again.joins(room)
  const full = await logsIn(adapter, await sessionOf(newIdentity()))
  expect('a full room', full, { status: 200, message: 'the room is full' })
})

await scene('The server is terminated', async () => {
  expect('it exits with 0', await server.stop(), 0)
})

const exitCode = conclude()
if (exitCode !== 0) {
  heading('Output of the server')
  console.log(server.log)
}
process.exit(exitCode)
