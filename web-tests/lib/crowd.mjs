// A fake crowded room: the real server's pages, and a WebSocket that simulates a thousand moving
// peers for one tab. A real room would relay to every peer, which would measure the server and not
// the page.
import { once } from 'node:events'
import { createServer } from 'node:http'
import { WebSocketServer } from 'ws'
import comms from '../../interop/node_modules/@dcl/protocol/out-js/decentraland/kernel/comms/rfc5/ws_comms.gen.js'
import rfc4 from '../../interop/node_modules/@dcl/protocol/out-js/decentraland/kernel/comms/rfc4/comms.gen.js'

const TICKS_PER_SECOND = 50
const OWN_ALIAS = 1_000_000
const METRES = 48

const encode = message => comms.WsPacket.encode({ message }).finish()

export class CrowdedRoom {
  #http
  #sockets = new WebSocketServer({ noServer: true, handleProtocols: protocols => [...protocols][0] })
  #timer
  #step = 0
  sent = 0

  // Forwards requests to a real server, except those for the room.
  static async open(real, peers, updatesPerSecond) {
    const room = new CrowdedRoom()
    room.peers = peers
    room.perTick = (peers * updatesPerSecond) / TICKS_PER_SECOND
    room.#http = createServer(async (request, response) => {
      const answer = await fetch(new URL(request.url, real), { method: request.method })
      response.writeHead(answer.status, {
        'content-type': answer.headers.get('content-type') ?? '',
        'content-security-policy': answer.headers.get('content-security-policy') ?? ''
      })
      response.end(Buffer.from(await answer.arrayBuffer()))
    })
    room.#http.on('upgrade', (request, socket, head) =>
      room.#sockets.handleUpgrade(request, socket, head, client => room.#challenge(client))
    )
    room.#http.listen(0, '127.0.0.1')
    await once(room.#http, 'listening')
    room.port = room.#http.address().port
    return room
  }

  close() {
    clearInterval(this.#timer)
    this.#http.close()
    this.#sockets.clients.forEach(client => client.terminate())
  }

  #challenge(client) {
    client.on('error', () => {})
    client.once('message', () => {
      client.send(
        encode({
          $case: 'challengeMessage',
          challengeMessage: { challengeToSign: 'dcl-crowd', alreadyConnected: false }
        })
      )
      client.once('message', () => this.#welcome(client))
    })
  }

  #welcome(client) {
    const peerIdentities = {}
    for (let i = 1; i <= this.peers; i++) {
      peerIdentities[i] = '0x' + i.toString(16).padStart(40, 'a')
    }
    client.send(
      encode({ $case: 'welcomeMessage', welcomeMessage: { alias: OWN_ALIAS, peerIdentities } })
    )
    this.#timer = setInterval(() => this.#tick(client), 1000 / TICKS_PER_SECOND)
  }

  // Moves a part of the peers, in one write as the server does.
  #tick(client) {
    if (client.readyState !== client.OPEN) {
      clearInterval(this.#timer)
      return
    }
    client._socket.cork()
    for (let i = 0; i < this.perTick; i++) {
      this.#step++
      client.send(this.#update((this.#step % this.peers) + 1))
      this.sent++
    }
    client._socket.uncork()
  }

  #update(alias) {
    const turn = this.#step / this.peers / 12 + alias
    const radius = (METRES * ((alias * 7919) % 1000)) / 1000
    const body = rfc4.Packet.encode({
      protocolVersion: 100,
      message: {
        $case: 'position',
        position: {
          index: this.#step,
          positionX: 8 + radius * Math.cos(turn),
          positionY: 0,
          positionZ: 8 + radius * Math.sin(turn),
          rotationX: 0,
          rotationY: Math.sin(-turn / 2),
          rotationZ: 0,
          rotationW: Math.cos(-turn / 2)
        }
      }
    }).finish()
    return encode({
      $case: 'peerUpdateMessage',
      peerUpdateMessage: { fromAlias: alias, body, unreliable: true }
    })
  }
}
