// What stands beside the map, as templates: state, handshake, figures, people, talk.
import { repeat } from '../../lib/lit-html/directives/repeat.js'
import { html, nothing } from '../../lib/lit-html/lit-html.js'
import { bytes, clean, count, counted, decimal, timeOfDay } from '../shared/text.js'
import { nearest } from './map.js'

/** @typedef {import('./world.js').Peer} Peer */

/** A list of more is no list for people. */
const MAX_LISTED = 50
const MAX_REASON = 200

/**
 * @param {import('./session.js').State} state
 * @param {number} now
 * @param {() => void} join
 */
export function stateTemplate(state, now, join) {
  switch (state.name) {
    case 'starting':
    case 'joining':
      return html`<p class="state"><span class="lamp busy"></span>Joining…</p>`
    case 'joined':
      return html`<p class="state"><span class="lamp good"></span>Joined, alias ${state.alias}</p>`
    case 'waiting':
      return html`<p class="state">
          <span class="lamp busy"></span>Disconnected: <bdi>${clean(state.why, MAX_REASON)}</bdi>
        </p>
        <p>Reconnecting in ${Math.max(1, Math.ceil((state.until - now) / 1000))} s.
          <button type="button" @click=${join}>Now</button></p>`
    case 'ended':
      return html`<p class="state">
          <span class="lamp bad"></span>Ended: <bdi>${clean(state.why, MAX_REASON)}</bdi>
        </p>
        <p><button type="button" @click=${join}>Join again</button></p>`
    default:
      return nothing
  }
}

/**
 * The same in one sentence that changes only when the state does, for screen readers.
 *
 * @param {import('./session.js').State} state
 */
export function spokenState(state) {
  switch (state.name) {
    case 'joined':
      return 'You have joined the room.'
    case 'waiting':
      return `Disconnected: ${clean(state.why, MAX_REASON)}. Reconnecting by itself.`
    case 'ended':
      return `The session has ended: ${clean(state.why, MAX_REASON)}.`
    default:
      return ''
  }
}

const ARROWS = { page: '·', up: '→', down: '←' }
const WAYS = { page: 'in this page', up: 'sent', down: 'received' }

/** @param {import('./session.js').Step[]} steps */
export function stepsTemplate(steps) {
  return html`${steps.map(
    step => html`<li>
      <span class="way" aria-hidden="true">${ARROWS[step.way]}</span>
      <span class="visually-hidden">${WAYS[step.way]}:</span>
      <b>${step.what}</b>
      <span class="ms">${count(step.ms)} ms</span>
      <span class="detail"><bdi>${clean(step.detail, MAX_REASON)}</bdi></span>
    </li>`
  )}`
}

/**
 * @param {import('./rates.js').Rates} rates
 * @param {number} peers
 * @param {number} framesPerSecond
 */
export function figuresTemplate(rates, peers, framesPerSecond) {
  const { received, sent, roundTripMs } = rates
  const figures = [
    ['Peers', count(peers)],
    ['In', `${decimal(received.rate.packets)}/s, ${bytes(received.rate.bytes)}/s`],
    ['Out', `${decimal(sent.rate.packets)}/s, ${bytes(sent.rate.bytes)}/s`],
    ['Round trip (HTTP)', roundTripMs === undefined ? 'unknown' : `${decimal(roundTripMs)} ms`],
    ['Frames', `${count(framesPerSecond)}/s`]
  ]
  return html`${figures.map(
    ([name, figure]) => html`<div><dt>${name}</dt><dd>${figure}</dd></div>`
  )}`
}

/**
 * The nearest, with where they are: what the map shows, in words.
 *
 * @param {Peer} own
 * @param {Map<number, Peer>} peers
 */
export function peopleTemplate(own, peers) {
  if (peers.size === 0) {
    return html`<li class="none">Nobody else is here. Open this page in a second tab.</li>`
  }
  const listed = nearest(own, [...peers.values()], MAX_LISTED)
  const more = peers.size - listed.length
  return html`${listed.map(
    peer => html`<li>
      <span class="swatch colour-${peer.colour}" aria-hidden="true"></span>
      <bdi title=${peer.address}>${peer.name}</bdi>
      <span class="where">${whereFrom(own, peer)}</span>
    </li>`
  )}
  ${more > 0 ? html`<li class="none">and ${counted(more, 'other')}, further away</li>` : nothing}`
}

const WINDS = ['north', 'north-east', 'east', 'south-east', 'south', 'south-west', 'west', 'north-west']

/**
 * @param {Peer} own
 * @param {Peer} peer
 */
function whereFrom(own, peer) {
  if (!peer.placed) {
    return 'has not said where'
  }
  const x = peer.toX - own.x
  const z = peer.toZ - own.z
  const metres = Math.hypot(x, z)
  if (metres < 1) {
    return 'here'
  }
  const eighth = Math.round((Math.atan2(x, z) / Math.PI) * 4)
  return `${count(metres)} m ${WINDS[(eighth + 8) % 8]}`
}

/** @param {import('./chat.js').Line[]} lines */
export function chatTemplate(lines) {
  // By their ids, so that a screen reader hears new lines only.
  return html`${repeat(lines, line => line.id, lineTemplate)}`
}

/** @param {import('./chat.js').Line} line */
function lineTemplate(line) {
  const time = html`<time>${timeOfDay(line.date)}</time>`
  switch (line.kind) {
    case 'said':
    case 'own':
      return html`<div class=${line.kind}>
        ${time} <b><bdi>${line.who}</bdi></b> <bdi class="words">${clean(line.text)}</bdi>
      </div>`
    case 'note':
      return html`<div class="note">${time} <bdi>${clean(line.text)}</bdi></div>`
    default: {
      const others = line.more > 0 ? ` and ${counted(line.more, 'other')}` : ''
      return html`<div class="note">${time} <bdi>${line.who}</bdi>${others} ${line.kind}</div>`
    }
  }
}
