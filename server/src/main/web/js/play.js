// The page /play/<room>: joins a room as a guest, shows it from above, and lets its visitor walk and
// talk in it. It puts the parts together; each of them has a file of its own.
import { render } from '../lib/lit-html/lit-html.js'
import { decodeBody, encodeChat } from './protocol/bodies.js'
import { Guest } from './protocol/guest.js'
import { decodeRoom, readFacts, ROOT } from './shared/server.js'
import { clean, shortAddress } from './shared/text.js'
import { ChatLog } from './play/chat.js'
import { listenToControls } from './play/controls.js'
import { WorldMap } from './play/map.js'
import { nameIn, Names, shownName } from './play/names.js'
import {
  chatTemplate,
  figuresTemplate,
  peopleTemplate,
  spokenState,
  stateTemplate,
  stepsTemplate
} from './play/panels.js'
import { Rates } from './play/rates.js'
import { Session } from './play/session.js'
import { Walker } from './play/walker.js'
import { createPeer, World } from './play/world.js'

/** Positions go out by a timer, which runs while a page is hidden, too. */
const TELL_MS = 50

/** Panels are for reading: they change a few times a second, whatever happens in the room. */
const PANELS_MS = 250
const MAX_STEPS = 40

/**
 * @template {Element} T
 * @param {string} id
 * @param {new () => T} type
 */
function element(id, type) {
  const found = document.getElementById(id)
  if (!(found instanceof type)) {
    throw new Error(`play.html has no ${id}`)
  }
  return found
}

const canvas = element('map', HTMLCanvasElement)
const chatList = element('chat', HTMLElement)
const form = element('say', HTMLFormElement)
const input = element('words', HTMLInputElement)

const roomId = decodeRoom(location.pathname)
const guest = Guest.create()
const own = createPeer(0, guest.address, 'you')
const world = new World()
const rates = new Rates()
const chat = new ChatLog()
/** @type {import('./play/session.js').Step[]} */
let steps = []
let joinedBefore = false

const session = new Session(roomId, guest, readFacts().tokens, {
  onState(state) {
    element('spoken', HTMLElement).textContent = spokenState(state)
    if (state.name === 'joined') {
      chat.note(joinedBefore ? 'back in the room' : `joined as ${shortAddress(guest.address)}`)
      joinedBefore = true
    } else if (state.name === 'waiting' || state.name === 'ended') {
      chat.note(`disconnected: ${state.why}`)
    }
    canvas.classList.toggle('away', state.name !== 'joined')
    input.disabled = state.name !== 'joined'
  },
  onAttempt() {
    steps = []
    world.clear()
  },
  onStep(step) {
    steps.push(step)
    steps.splice(0, steps.length - MAX_STEPS)
  },
  onWelcome(_, peers) {
    names.clear()
    peers.forEach((address, alias) => world.join(alias, address, shortAddress(address)))
  },
  onJoin(alias, address) {
    const peer = world.join(alias, address, shortAddress(address))
    chat.moved('joined', peer.name)
    names.announceSoon()
  },
  onLeave(alias) {
    const peer = world.leave(alias)
    if (peer) {
      chat.moved('left', peer.name)
      names.forget(peer.address)
    }
  },
  onUpdate(alias, body) {
    const peer = world.peers.get(alias)
    if (peer) {
      show(peer, body)
    }
  },
  onReceived: bytes => rates.received.count(bytes),
  onSent: bytes => rates.sent.count(bytes)
})
const names = new Names(guest.address, (body, unreliable) => session.update(body, unreliable))
const walker = new Walker(own, body => session.update(body, true))
const map = new WorldMap(canvas, world, own)

/**
 * What somebody says to everyone.
 *
 * @param {import('./play/world.js').Peer} peer
 * @param {Uint8Array} bytes
 */
function show(peer, bytes) {
  const body = decodeBody(bytes)
  switch (body.kind) {
    case 'place':
      world.place(peer, body.x, body.z, body.heading, performance.now())
      break
    case 'chat':
      chat.said(peer.name, body.text, false)
      break
    case 'emote':
      chat.note(`${peer.name} plays ${clean(body.name, 100)}`)
      break
    case 'profileVersion':
      names.onVersion(peer.address, body.version)
      break
    case 'profileRequest':
      names.onRequest(body.address, performance.now())
      break
    case 'profile':
      peer.name = shownName(nameIn(body.json) ?? '', peer.address)
      break
    case 'other':
  }
}

let frames = 0
let framesPerSecond = 0
let framesSince = performance.now()
let lastFrame = performance.now()
let lastDrawn = -Infinity

/** @param {number} now */
function drawFrame(now) {
  const elapsedMs = Math.max(0, now - lastFrame)
  lastFrame = now
  const othersMove = world.advance(now, elapsedMs)
  const moves = walker.advance(now, elapsedMs)
  if (othersMove || moves || map.isStale || now - lastDrawn >= PANELS_MS) {
    map.draw()
    lastDrawn = now
  }
  frames++
  requestAnimationFrame(drawFrame)
}

function tell() {
  const now = performance.now()
  walker.tell(now)
  names.tell(now)
}

function showPanels() {
  const now = performance.now()
  rates.look(now)
  if (now - framesSince >= 1000) {
    framesPerSecond = (frames * 1000) / (now - framesSince)
    frames = 0
    framesSince = now
  }
  if (document.hidden) {
    return
  }
  render(stateTemplate(session.state, now, () => session.join()), element('state', HTMLElement))
  render(stepsTemplate(steps), element('steps', HTMLOListElement))
  render(figuresTemplate(rates, world.peers.size, framesPerSecond), element('figures', HTMLDListElement))
  render(peopleTemplate(own, world.peers), element('people', HTMLUListElement))
  const atEnd = chatList.scrollHeight - chatList.scrollTop - chatList.clientHeight < 40
  render(chatTemplate(chat.lines), chatList)
  if (atEnd) {
    chatList.scrollTop = chatList.scrollHeight
  }
}

form.addEventListener('submit', event => {
  event.preventDefault()
  const text = input.value.trim()
  if (text && session.update(encodeChat(text, Date.now()), false)) {
    chat.said('you', text, true)
    input.value = ''
  }
})
for (const [id, factor] of /** @type {const} */ ([['nearer', 1.5], ['further', 1 / 1.5]])) {
  element(id, HTMLButtonElement).addEventListener('click', () => map.zoomBy(factor))
}
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => map.recolour())
element('front', HTMLAnchorElement).href = ROOT.href
listenToControls(canvas, walker, map)

document.title = `${clean(roomId, 60)} · ws-room`
element('room', HTMLElement).textContent = clean(roomId, 100)
setInterval(tell, TELL_MS)
setInterval(showPanels, PANELS_MS)
requestAnimationFrame(drawFrame)
void session.join()
