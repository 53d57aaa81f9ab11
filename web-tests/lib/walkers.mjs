// Clients that walk in circles, have names and send chat, for screenshots.
import rfc4 from '../../interop/node_modules/@dcl/protocol/out-js/decentraland/kernel/comms/rfc4/comms.gen.js'
import { Client } from '../../interop/lib/client.mjs'

const STEP_MS = 100
const MIDDLE = 8

class QuietClient extends Client {
  logSent() {}
  logReceived() {}
}

const packet = message => rfc4.Packet.encode({ protocolVersion: 100, message }).finish()

export async function walkers(uri, names) {
  const clients = await Promise.all(
    names.map(async name => {
      const client = new QuietClient(name)
      await client.joins(uri)
      return client
    })
  )
  let step = 0
  const timer = setInterval(() => {
    step++
    clients.forEach((client, i) => client.updates(position(i, step), { unreliable: true }))
  }, STEP_MS)
  return {
    introduce: () => clients.forEach(introduce),
    say: (i, message) =>
      clients[i].updates(packet({ $case: 'chat', chat: { message, timestamp: Date.now() } })),
    stop() {
      clearInterval(timer)
      return Promise.all(clients.map(client => client.leaves()))
    }
  }
}

function introduce(client) {
  const serializedProfile = JSON.stringify({ name: client.name })
  client.updates(
    packet({ $case: 'profileResponse', profileResponse: { serializedProfile, baseUrl: '' } })
  )
}

// Each client on its own circle, alternating clockwise and counter-clockwise.
function position(i, step) {
  const radius = 3 + (i % 5) * 2.2
  const turn = ((i % 2 ? 1 : -1) * step * 0.4) / radius + i * 2.4
  const [x, z] = [MIDDLE + radius * Math.cos(turn), MIDDLE + radius * Math.sin(turn)]
  const heading = i % 2 ? -turn : Math.PI - turn
  return packet({
    $case: 'position',
    position: {
      index: step,
      positionX: x,
      positionY: 0,
      positionZ: z,
      rotationX: 0,
      rotationY: Math.sin(heading / 2),
      rotationZ: 0,
      rotationW: Math.cos(heading / 2)
    }
  })
}
