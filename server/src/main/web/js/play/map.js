// The room seen from above, on a canvas: north is up, a square is a parcel of 16 metres.
import { Sprites } from './sprites.js'
import { COLOURS, TRAIL_POINTS } from './world.js'

/** @typedef {import('./world.js').Peer} Peer */

const PARCEL_METRES = 16
const MIN_ZOOM = 1
const MAX_ZOOM = 60
const FIRST_ZOOM = 14

/** Finer than this costs time and shows nothing more. */
const MAX_PIXEL_RATIO = 2

/** More would cover each other, and the map. */
const MAX_NAMES = 40
const DOT_RADIUS = 6
const LABEL_OFFSET = 13

/** Trails of more peers are drawn as points, and of so many points in all. */
const MAX_LINES = 150
const MAX_POINTS = 6_000

export class WorldMap {
  #canvas
  #context
  #world
  #own
  /** In pixels per metre. */
  #zoom = FIRST_ZOOM
  #width = 0
  #height = 0
  #ratio = 1
  /** @type {{grid: string, axis: string, text: string, halo: string, own: string, peers: string[]}} */
  #colours
  /** @type {Sprites} */
  #sprites

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {import('./world.js').World} world
   * @param {Peer} own who is in the middle
   */
  constructor(canvas, world, own) {
    this.#canvas = canvas
    this.#world = world
    this.#own = own
    const context = canvas.getContext('2d', { alpha: false })
    if (!context) {
      throw new Error('this browser has no canvas')
    }
    this.#context = context
    this.#colours = readColours(canvas)
    this.#sprites = this.#createSprites()
  }

  /** Whether it shows something else than what is drawn, though nobody has moved. */
  isStale = true

  /** Takes the colours of the theme anew. */
  recolour() {
    this.isStale = true
    this.#colours = readColours(this.#canvas)
    this.#sprites = this.#createSprites()
  }

  #createSprites() {
    return new Sprites(this.#ratio, this.#colours.text, this.#colours.halo)
  }

  /** @param {number} factor above 1 to see less, larger */
  zoomBy(factor) {
    this.isStale = true
    this.#zoom = Math.min(Math.max(this.#zoom * factor, MIN_ZOOM), MAX_ZOOM)
  }

  /**
   * Where on the ground a point of the canvas is, in metres.
   *
   * @param {number} left in pixels
   * @param {number} top
   */
  ground(left, top) {
    return {
      x: this.#own.x + (left - this.#width / 2) / this.#zoom,
      z: this.#own.z - (top - this.#height / 2) / this.#zoom
    }
  }

  draw() {
    this.isStale = false
    this.#fit()
    const context = this.#context
    context.setTransform(this.#ratio, 0, 0, this.#ratio, 0, 0)
    context.fillStyle = this.#colours.halo
    context.fillRect(0, 0, this.#width, this.#height)
    this.#drawParcels()
    const seen = this.#seen()
    this.#drawTrails(seen)
    this.#drawDots(seen)
    this.#drawOwn()
    this.#drawNames(seen)
  }

  #fit() {
    const { clientWidth, clientHeight } = this.#canvas
    const ratio = Math.min(window.devicePixelRatio || 1, MAX_PIXEL_RATIO)
    if (clientWidth !== this.#width || clientHeight !== this.#height || ratio !== this.#ratio) {
      this.#width = clientWidth
      this.#height = clientHeight
      this.#ratio = ratio
      this.#sprites = this.#createSprites()
      this.#canvas.width = Math.max(1, Math.round(clientWidth * ratio))
      this.#canvas.height = Math.max(1, Math.round(clientHeight * ratio))
    }
  }

  /** @param {number} x in metres */
  #left(x) {
    return this.#width / 2 + (x - this.#own.x) * this.#zoom
  }

  /** @param {number} z in metres */
  #top(z) {
    return this.#height / 2 - (z - this.#own.z) * this.#zoom
  }

  #drawParcels() {
    const context = this.#context
    // From far above only every few parcels have a line.
    let metres = PARCEL_METRES
    while (metres * this.#zoom < 40) {
      metres *= 4
    }
    const west = this.ground(0, 0)
    const east = this.ground(this.#width, this.#height)
    context.lineWidth = 1
    context.strokeStyle = this.#colours.grid
    context.fillStyle = this.#colours.axis
    context.font = '11px system-ui, sans-serif'
    context.beginPath()
    for (let x = Math.ceil(west.x / metres) * metres; x <= east.x; x += metres) {
      const left = Math.round(this.#left(x)) + 0.5
      context.moveTo(left, 0)
      context.lineTo(left, this.#height)
    }
    for (let z = Math.ceil(east.z / metres) * metres; z <= west.z; z += metres) {
      const top = Math.round(this.#top(z)) + 0.5
      context.moveTo(0, top)
      context.lineTo(this.#width, top)
    }
    context.stroke()
    for (let x = Math.floor(west.x / metres) * metres; x <= east.x; x += metres) {
      for (let z = Math.floor(east.z / metres) * metres; z <= west.z; z += metres) {
        const parcel = `${x / PARCEL_METRES},${z / PARCEL_METRES}`
        context.fillText(parcel, this.#left(x) + 5, this.#top(z) - 5)
      }
    }
  }

  /** Those on the canvas, by colour. */
  #seen() {
    /** @type {Peer[][]} */
    const seen = Array.from({ length: COLOURS }, () => [])
    const margin = 40
    for (const peer of this.#world.peers.values()) {
      const left = this.#left(peer.x)
      const top = this.#top(peer.z)
      if (
        peer.placed &&
        left > -margin &&
        top > -margin &&
        left < this.#width + margin &&
        top < this.#height + margin
      ) {
        seen[peer.colour].push(peer)
      }
    }
    return seen
  }

  /** @param {Peer[][]} seen */
  #drawTrails(seen) {
    const context = this.#context
    const total = seen.reduce((sum, peers) => sum + peers.length, 0)
    const step = Math.ceil((total * TRAIL_POINTS) / MAX_POINTS)
    context.lineWidth = 2
    context.globalAlpha = 0.4
    seen.forEach((peers, colour) => {
      context.strokeStyle = this.#colours.peers[colour]
      context.fillStyle = this.#colours.peers[colour]
      for (const peer of peers) {
        if (total > MAX_LINES) {
          this.#dotTrail(peer, step)
        } else {
          context.beginPath()
          this.#traceTrail(peer)
          context.stroke()
        }
      }
    })
    context.globalAlpha = 1
  }

  /**
   * @param {Peer} peer
   * @param {number} step draws every so manieth point
   */
  #dotTrail(peer, step) {
    const { trail } = peer
    // Counted around the ring, so that a point that is drawn stays so until it is too old.
    for (let i = 1; i <= peer.trailLength; i++) {
      const at = (peer.trailEnd + TRAIL_POINTS - i) % TRAIL_POINTS
      if (at % step === 0) {
        const left = Math.round(this.#left(trail[at * 3]))
        this.#context.fillRect(left - 1, Math.round(this.#top(trail[at * 3 + 1])) - 1, 2, 2)
      }
    }
  }

  /** @param {Peer} peer */
  #traceTrail(peer) {
    if (peer.trailLength === 0) {
      return
    }
    const context = this.#context
    const { trail } = peer
    let at = (peer.trailEnd + TRAIL_POINTS - peer.trailLength) % TRAIL_POINTS
    context.moveTo(this.#left(trail[at * 3]), this.#top(trail[at * 3 + 1]))
    for (let i = 1; i < peer.trailLength - 1; i++) {
      at = (at + 1) % TRAIL_POINTS
      context.lineTo(this.#left(trail[at * 3]), this.#top(trail[at * 3 + 1]))
    }
    // The last point lies ahead of where the peer is drawn.
    context.lineTo(this.#left(peer.x), this.#top(peer.z))
  }

  /** @param {Peer[][]} seen */
  #drawDots(seen) {
    const radius = this.#zoom < 4 ? DOT_RADIUS / 2 : DOT_RADIUS
    seen.forEach((peers, colour) => {
      const name = this.#colours.peers[colour]
      for (const peer of peers) {
        const [left, top] = [this.#left(peer.x), this.#top(peer.z)]
        this.#sprites.drawDot(this.#context, left, top, radius, peer.heading, name)
      }
    })
  }

  #drawOwn() {
    const context = this.#context
    const own = this.#own
    context.globalAlpha = 0.5
    context.strokeStyle = this.#colours.own
    context.lineWidth = 3
    context.beginPath()
    this.#traceTrail(own)
    context.stroke()
    context.globalAlpha = 1
    const [left, top] = [this.#left(own.x), this.#top(own.z)]
    this.#sprites.drawDot(context, left, top, DOT_RADIUS + 4, own.heading, this.#colours.halo)
    this.#sprites.drawDot(context, left, top, DOT_RADIUS + 2, own.heading, this.#colours.own)
  }

  /** @param {Peer[][]} seen */
  #drawNames(seen) {
    for (const peer of nearest(this.#own, seen.flat(), MAX_NAMES)) {
      this.#drawName(peer, peer.name)
    }
    this.#drawName(this.#own, 'you')
  }

  /**
   * @param {Peer} peer
   * @param {string} name
   */
  #drawName(peer, name) {
    const top = this.#top(peer.z) - DOT_RADIUS - LABEL_OFFSET
    this.#sprites.drawLabel(this.#context, this.#left(peer.x), top, name)
  }
}

/**
 * @param {Peer} own
 * @param {Peer[]} peers
 * @param {number} most
 */
export function nearest(own, peers, most) {
  if (peers.length <= most) {
    return peers
  }
  /** @type {(peer: Peer) => number} */
  const distance = peer => (peer.x - own.x) ** 2 + (peer.z - own.z) ** 2
  return peers.sort((a, b) => distance(a) - distance(b)).slice(0, most)
}

/** @param {HTMLCanvasElement} canvas */
function readColours(canvas) {
  const style = getComputedStyle(canvas)
  const dark = style.getPropertyValue('--is-dark').trim() === '1'
  return {
    grid: style.getPropertyValue('--line'),
    axis: style.getPropertyValue('--muted'),
    text: style.getPropertyValue('--text'),
    halo: style.getPropertyValue('--map'),
    own: style.getPropertyValue('--accent'),
    peers: Array.from(
      { length: COLOURS },
      (_, i) => `hsl(${(i * 360) / COLOURS} 70% ${dark ? 62 : 42}%)`
    )
  }
}
