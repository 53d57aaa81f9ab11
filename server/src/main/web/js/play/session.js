// The session in a room: signed login, WebSocket, handshake, and all of it again after the
// connection was lost. Whoever listens hears each step.
import {
  decodePacket,
  encodeIdentification,
  encodeSignedChallenge,
  encodeUpdate
} from '../protocol/packets.js'
import { loginUrl, socketUrl } from '../shared/server.js'
import { inWordsOf, logIn } from './login.js'
import { afterEnding } from './reconnect.js'

/**
 * @typedef {{name: 'starting'}
 *   | {name: 'joining'}
 *   | {name: 'joined', alias: number}
 *   | {name: 'waiting', why: string, until: number}
 *   | {name: 'ended', why: string}} State until is a time of performance.now()
 *
 * @typedef {object} Step one of the handshake
 * @property {'page' | 'up' | 'down'} way done here, sent or received
 * @property {string} what
 * @property {string} detail
 * @property {number} ms since the attempt began
 *
 * @typedef {object} Listener
 * @property {(state: State) => void} onState
 * @property {() => void} onAttempt a new attempt begins: what was known of the room is gone
 * @property {(step: Step) => void} onStep
 * @property {(alias: number, peers: Map<number, string>) => void} onWelcome
 * @property {(alias: number, address: string) => void} onJoin
 * @property {(alias: number) => void} onLeave
 * @property {(alias: number, body: Uint8Array) => void} onUpdate
 * @property {(bytes: number) => void} onReceived
 * @property {(bytes: number) => void} onSent
 */

const SUBPROTOCOLS = ['rfc5', 'rfc4']

/** Longer than the server waits for any step. */
const HANDSHAKE_TIMEOUT_MS = 15_000

/** A line that takes less than is sent must not fill the page's memory. */
const MAX_BUFFERED_BYTES = 65_536

/** What clients may sign: nothing that could be a request or a delegation. */
const CHALLENGE = /^dcl-[^:]*$/

const NO_CLOSE_FRAME = 1006

export class Session {
  #roomId
  #guest
  #listener
  #tokens
  /** @type {WebSocket | undefined} */
  #socket
  /** @type {State} */
  #state = { name: 'starting' }
  #attempts = 0
  #start = 0
  #kickReason = ''
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer

  /**
   * @param {string} roomId
   * @param {import('../protocol/guest.js').Guest} guest
   * @param {'off' | 'optional' | 'required'} tokens
   * @param {Listener} listener
   */
  constructor(roomId, guest, tokens, listener) {
    this.#roomId = roomId
    this.#guest = guest
    this.#tokens = tokens
    this.#listener = listener
    window.addEventListener('online', () => this.#hurry())
  }

  get state() {
    return this.#state
  }

  /** Joins, at once. Where it is joining or has joined, nothing happens. */
  async join() {
    if (this.#state.name === 'joining' || this.#state.name === 'joined') {
      return
    }
    clearTimeout(this.#timer)
    this.#start = performance.now()
    this.#kickReason = ''
    this.#listener.onAttempt()
    this.#enter({ name: 'joining' })
    this.#step('page', 'Guest', `fresh keys; address ${this.#guest.address}`)
    let query = ''
    if (this.#tokens !== 'off') {
      const login = await this.#logIn()
      if ('refused' in login) {
        this.#fail(login)
        return
      }
      query = login.query
    }
    this.#connect(query)
  }

  /**
   * Sends to everyone else in the room. Unreliable updates are dropped while the line is behind.
   *
   * @param {Uint8Array} body
   * @param {boolean} unreliable
   * @returns {boolean} whether it was sent
   */
  update(body, unreliable) {
    const socket = this.#socket
    if (this.#state.name !== 'joined' || socket?.readyState !== WebSocket.OPEN) {
      return false
    }
    if (unreliable && socket.bufferedAmount > MAX_BUFFERED_BYTES) {
      return false
    }
    this.#send(socket, encodeUpdate(body, unreliable))
    return true
  }

  /** @param {string} query */
  #connect(query) {
    const url = socketUrl(this.#roomId, query)
    this.#step('up', 'Upgrade', `GET ${url.pathname}${query ? ' with the token' : ''}`)
    const socket = new WebSocket(url, SUBPROTOCOLS)
    socket.binaryType = 'arraybuffer'
    this.#socket = socket
    let opened = false
    this.#timer = setTimeout(() => socket.close(), HANDSHAKE_TIMEOUT_MS)
    socket.onopen = () => {
      opened = true
      this.#step('down', 'Upgraded', `101, subprotocol ${socket.protocol || 'none'}`)
      this.#step('up', 'WsIdentification', this.#guest.address)
      this.#send(socket, encodeIdentification(this.#guest.address))
    }
    socket.onmessage = message => this.#receive(socket, message.data)
    socket.onclose = close => {
      if (this.#socket === socket) {
        this.#socket = undefined
        void this.#onClose(close, opened)
      }
    }
  }

  /**
   * @param {WebSocket} socket
   * @param {unknown} data
   */
  #receive(socket, data) {
    if (!(data instanceof ArrayBuffer) || this.#socket !== socket) {
      return
    }
    this.#listener.onReceived(data.byteLength)
    let packet
    try {
      packet = decodePacket(new Uint8Array(data))
    } catch {
      return
    }
    switch (packet.kind) {
      case 'update':
        this.#listener.onUpdate(packet.alias, packet.body)
        break
      case 'join':
        this.#listener.onJoin(packet.alias, packet.address)
        break
      case 'leave':
        this.#listener.onLeave(packet.alias)
        break
      case 'challenge':
        this.#onChallenge(socket, packet.text, packet.alreadyConnected)
        break
      case 'welcome':
        this.#onWelcome(packet.alias, packet.peers)
        break
      case 'kicked':
        this.#kickReason = packet.reason || 'no reason given'
        this.#step('down', 'WsKicked', this.#kickReason)
        break
      case 'unknown':
    }
  }

  /**
   * @param {WebSocket} socket
   * @param {string} text
   * @param {boolean} alreadyConnected
   */
  #onChallenge(socket, text, alreadyConnected) {
    const known = alreadyConnected ? ' (this address is connected already)' : ''
    this.#step('down', 'WsChallengeRequired', text + known)
    if (!CHALLENGE.test(text)) {
      this.#enter({ name: 'ended', why: 'the server sent a challenge that must not be signed' })
      socket.close()
      return
    }
    const chain = this.#guest.sign(text)
    this.#step('up', 'WsSignedChallenge', chain.map(link => link.type).join(', '))
    this.#send(socket, encodeSignedChallenge(chain))
  }

  /**
   * @param {number} alias
   * @param {Map<number, string>} peers
   */
  #onWelcome(alias, peers) {
    clearTimeout(this.#timer)
    this.#attempts = 0
    peers.delete(alias)
    this.#step('down', 'WsWelcome', `alias ${alias}; peers here: ${peers.size}`)
    this.#listener.onWelcome(alias, peers)
    this.#enter({ name: 'joined', alias })
  }

  /**
   * @param {CloseEvent} close
   * @param {boolean} opened
   */
  async #onClose({ code, reason }, opened) {
    clearTimeout(this.#timer)
    if (this.#state.name === 'ended') {
      return
    }
    const welcomed = this.#state.name === 'joined'
    if (!opened && this.#tokens === 'off') {
      // A browser does not tell how an upgrade was answered. A signed login is answered in words.
      const login = await this.#logIn()
      this.#fail('refused' in login ? login : { refused: 'connection refused', passing: true })
      return
    }
    const kicked = this.#kickReason !== ''
    const why = this.#kickReason || reason || inWords(code)
    const decision = afterEnding({ code, kicked, welcomed }, this.#attempts, Math.random())
    this.#step('down', 'Close', `${code} ${reason}`.trim())
    this.#end(why, decision)
  }

  /**
   * Asks for the room as explorers do (ADR-180).
   *
   * @returns {Promise<import('./login.js').Login>}
   */
  async #logIn() {
    this.#step('up', 'Signed login', `POST ${loginUrl(this.#roomId).pathname}`)
    const login = await logIn(this.#roomId, this.#guest)
    this.#step('down', 'Login answered', inWordsOf(login))
    return login
  }

  /** @param {{refused: string, passing: boolean}} login */
  #fail({ refused, passing }) {
    const ending = { code: passing ? NO_CLOSE_FRAME : 1008, kicked: !passing, welcomed: false }
    this.#end(refused, afterEnding(ending, this.#attempts, Math.random()))
  }

  /**
   * @param {string} why
   * @param {import('./reconnect.js').Decision} decision
   */
  #end(why, decision) {
    if (!decision.again) {
      this.#enter({ name: 'ended', why })
      return
    }
    this.#attempts++
    this.#enter({ name: 'waiting', why, until: performance.now() + decision.afterMs })
    this.#timer = setTimeout(() => this.join(), decision.afterMs)
  }

  /** The network is back: there is nothing to wait for. */
  #hurry() {
    if (this.#state.name === 'waiting') {
      void this.join()
    }
  }

  /**
   * @param {WebSocket} socket
   * @param {Uint8Array<ArrayBuffer>} bytes
   */
  #send(socket, bytes) {
    socket.send(bytes)
    this.#listener.onSent(bytes.length)
  }

  /** @param {State} state */
  #enter(state) {
    this.#state = state
    this.#listener.onState(state)
  }

  /**
   * @param {Step['way']} way
   * @param {string} what
   * @param {string} detail
   */
  #step(way, what, detail) {
    this.#listener.onStep({ way, what, detail, ms: performance.now() - this.#start })
  }
}

/** @param {number} code of a close that gave no reason */
function inWords(code) {
  return code === NO_CLOSE_FRAME ? 'the connection was lost' : `the server closed (${code})`
}
