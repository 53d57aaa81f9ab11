// A baseline for fan-out: only the ws-room handshake and the relay of updates, on uWebSockets.js. It
// accepts every signature, announces no members, and leaves the fan-out to the engine's own publish.
// Any complete server on this engine is slower.
import { createRequire } from 'node:module'

const port = Number(process.argv[2])
const uws = createRequire(import.meta.url)('@btc-vision/uwebsockets.js')

const CHALLENGE = lengthDelimited(4, lengthDelimited(1, Buffer.from('dcl-yardstick')))
const UPDATE_TAG = (3 << 3) | 2
const ALIAS_TAG = 1 << 3

function varint(value) {
  const bytes = []
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 0x80) {
      bytes.push(rest)
      return Buffer.from(bytes)
    }
    bytes.push((rest & 0x7f) | 0x80)
  }
}

function lengthDelimited(field, payload) {
  return Buffer.concat([varint((field << 3) | 2), varint(payload.length), payload])
}

// The start of an update's content: after the tag and a length of one to five bytes.
function contentOf(packet) {
  let at = 1
  while (packet[at++] & 0x80);
  return packet.subarray(at)
}

let lastAlias = 0

// The next message of a peer: its address, its signature, then updates.
const steps = {
  address(socket, peer) {
    peer.step = steps.signature
    socket.send(CHALLENGE, true)
  },
  signature(socket, peer) {
    peer.step = steps.update
    peer.from = Buffer.concat([Buffer.of(ALIAS_TAG), varint(++lastAlias)])
    socket.send(lengthDelimited(1, peer.from), true)
    socket.subscribe(peer.room)
  },
  // The load tool sends no alias, so the prepended one is the only one.
  update(socket, peer, packet) {
    if (packet[0] === UPDATE_TAG) {
      const content = Buffer.concat([peer.from, contentOf(packet)])
      socket.publish(peer.room, lengthDelimited(3, content), true)
    }
  }
}

uws
  .App()
  .ws('/rooms/:id', {
    maxPayloadLength: 65_535,
    idleTimeout: 120,
    upgrade(response, request, context) {
      response.upgrade(
        { room: request.getParameter(0), step: steps.address },
        request.getHeader('sec-websocket-key'),
        request.getHeader('sec-websocket-protocol').split(',')[0],
        request.getHeader('sec-websocket-extensions'),
        context
      )
    },
    message(socket, message) {
      const peer = socket.getUserData()
      peer.step(socket, peer, Buffer.from(message))
    }
  })
  .listen('127.0.0.1', port, (listening) => {
    if (!listening) {
      console.error(`uwebsockets: port ${port} is in use`)
      process.exit(1)
    }
    console.log(`uwebsockets: ws://127.0.0.1:${port}`)
  })
