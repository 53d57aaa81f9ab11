// A client built on the libraries of Decentraland's explorers.
import { Authenticator } from '@dcl/crypto'
import { createUnsafeIdentity } from '@dcl/crypto/dist/crypto.js'
import comms from '@dcl/protocol/out-js/decentraland/kernel/comms/rfc5/ws_comms.gen.js'
import { WebSocket } from 'ws'
import { line } from './transcript.mjs'

const { WsPacket } = comms
const TIMEOUT_MS = 5000
const SESSION_MINUTES = 60

export const newIdentity = createUnsafeIdentity

export class Client {
  #inbox = []
  #waiting = []
  #socket
  closed

  // The options are those of the WebSocket, such as ca or localAddress.
  constructor(name, identity = newIdentity(), options = {}) {
    this.name = name
    this.identity = identity
    this.options = options
    this.address = identity.address.toLowerCase()
  }

  // Opens the WebSocket, by default with both subprotocols, as explorers do.
  async connects(uri, subprotocols = ['rfc5', 'rfc4']) {
    this.logSent(`connects to ${new URL(uri).pathname}`)
    const socket = new WebSocket(uri, subprotocols, { perMessageDeflate: false, ...this.options })
    this.#socket = socket
    this.closed = new Promise(resolve =>
      socket.on('close', (code, reason) => {
        this.logReceived(`close ${code} ${reason}`.trim())
        resolve(code)
      })
    )
    socket.on('message', (data, isBinary) => this.#receive(data, isBinary))
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
    socket.on('error', error => this.logReceived(`error ${error.message}`))
    return socket.protocol
  }

  // Runs the whole handshake.
  async joins(uri) {
    await this.connects(uri)
    const { challengeToSign, alreadyConnected } = await this.identifies()
    await this.signs(challengeToSign)
    const welcome = await this.next('welcomeMessage')
    return { ...welcome, alreadyConnected }
  }

  // Sends the identification and expects a challenge.
  async identifies(address = this.identity.address) {
    this.logSent(`identification ${address}`)
    this.sends({ $case: 'peerIdentification', peerIdentification: { address } })
    return this.next('challengeMessage')
  }

  // Sends three links, as explorers do: owner, ephemeral key, signed challenge.
  async signs(challenge) {
    const session = await Authenticator.initializeAuthChain(
      this.identity.address,
      newIdentity(),
      SESSION_MINUTES,
      async message => Authenticator.createSignature(this.identity, message)
    )
    this.sendsChain(Authenticator.signPayload(session, challenge))
  }

  // Sends two links, as guests of some explorers do: owner, signed challenge.
  signsAsGuest(challenge, signer = this.identity) {
    const signature = Authenticator.createSignature(signer, challenge)
    this.sendsChain(
      Authenticator.createSimpleAuthChain(challenge, this.identity.address, signature)
    )
  }

  sendsChain(chain) {
    this.logSent(`signed challenge: ${chain.map(link => link.type).join(', ')}`)
    this.sends({
      $case: 'signedChallengeForServer',
      signedChallengeForServer: { authChainJson: JSON.stringify(chain) }
    })
  }

  updates(body, { unreliable = false, fromAlias = 0 } = {}) {
    this.logSent(`update of ${body.length} bytes${unreliable ? ', unreliable' : ''}`)
    this.sends({
      $case: 'peerUpdateMessage',
      peerUpdateMessage: { fromAlias, body, unreliable }
    })
  }

  sends(message) {
    this.#socket.send(WsPacket.encode({ message }).finish())
  }

  leaves() {
    this.logSent('close')
    this.#socket.close()
    return this.closed
  }

  // Aborts the connection without a close frame.
  aborts() {
    this.logSent('(aborts the connection)')
    this.#socket.terminate()
    return this.closed
  }

  // Returns the next packet, which must be of this kind.
  async next(kind) {
    const message = await this.#take(kind)
    if (message.$case !== kind) {
      throw new Error(`${this.name} expected ${kind}, received ${message.$case}`)
    }
    return message[kind]
  }

  logSent(text) {
    line(`${this.name.padEnd(6)} → ${text}`)
  }

  logReceived(text) {
    line(`${this.name.padEnd(6)} ← ${text}`)
  }

  #receive(data, isBinary) {
    const message = isBinary ? WsPacket.decode(data).message : undefined
    if (!message) {
      this.logReceived('a malformed packet')
      this.#deliver({ $case: 'noPacket' })
      return
    }
    this.logReceived(describe(message))
    this.#deliver(message)
  }

  #deliver(message) {
    const waiting = this.#waiting.shift()
    if (waiting) {
      waiting(message)
    } else {
      this.#inbox.push(message)
    }
  }

  #take(kind) {
    if (this.#inbox.length > 0) {
      return Promise.resolve(this.#inbox.shift())
    }
    const { name, closed } = this
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`${name} timed out waiting for ${kind}`)),
        TIMEOUT_MS
      )
      closed.then(() => reject(new Error(`${name} was closed while waiting for ${kind}`)))
      this.#waiting.push(message => {
        clearTimeout(timer)
        resolve(message)
      })
    })
  }
}

function describe(message) {
  switch (message.$case) {
    case 'challengeMessage': {
      const { challengeToSign, alreadyConnected } = message.challengeMessage
      const known = alreadyConnected ? ', already connected' : ''
      return `challenge ${challengeToSign}${known}`
    }
    case 'welcomeMessage': {
      const { alias, peerIdentities } = message.welcomeMessage
      const others = Object.entries(peerIdentities).map(([alias, address]) => `${alias}=${address}`)
      return `welcome as ${alias}; ${others.length ? `members: ${others.join(' ')}` : 'no members'}`
    }
    case 'peerJoinMessage':
      return `join ${message.peerJoinMessage.alias}=${message.peerJoinMessage.address}`
    case 'peerLeaveMessage':
      return `leave ${message.peerLeaveMessage.alias}`
    case 'peerUpdateMessage': {
      const { fromAlias, body, unreliable } = message.peerUpdateMessage
      return `update of ${body.length} bytes from ${fromAlias}${unreliable ? ', unreliable' : ''}`
    }
    case 'peerKicked':
      return `kicked: ${message.peerKicked.reason}`
    default:
      return message.$case
  }
}
