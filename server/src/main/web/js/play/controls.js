// Keys, mouse and touch: where to walk, and how near to look.

/** @typedef {import('./walker.js').Ground} Ground */

/** @type {Record<string, Ground>} by KeyboardEvent.code, so that WASD is where it is on any keyboard */
const DIRECTIONS = {
  ArrowUp: { x: 0, z: 1 },
  KeyW: { x: 0, z: 1 },
  ArrowDown: { x: 0, z: -1 },
  KeyS: { x: 0, z: -1 },
  ArrowLeft: { x: -1, z: 0 },
  KeyA: { x: -1, z: 0 },
  ArrowRight: { x: 1, z: 0 },
  KeyD: { x: 1, z: 0 }
}

const ZOOM_STEP = 1.25

/** Where keys are for writing or choosing, and not for walking. */
const OWN_USE_OF_KEYS = 'input, textarea, select, button, a, summary'

/**
 * @param {HTMLCanvasElement} canvas
 * @param {import('./walker.js').Walker} walker
 * @param {import('./map.js').WorldMap} map
 */
export function listenToControls(canvas, walker, map) {
  listenToKeys(walker, map)
  listenToPointers(canvas, walker, map)
  canvas.addEventListener(
    'wheel',
    event => {
      event.preventDefault()
      map.zoomBy(event.deltaY < 0 ? ZOOM_STEP : 1 / ZOOM_STEP)
    },
    { passive: false }
  )
}

/**
 * @param {import('./walker.js').Walker} walker
 * @param {import('./map.js').WorldMap} map
 */
function listenToKeys(walker, map) {
  /** @type {Set<string>} */
  const held = new Set()
  function head() {
    const sum = { x: 0, z: 0 }
    for (const code of held) {
      sum.x += DIRECTIONS[code].x
      sum.z += DIRECTIONS[code].z
    }
    walker.head(sum)
  }
  window.addEventListener('keydown', event => {
    const elsewhere = event.target instanceof Element && event.target.matches(OWN_USE_OF_KEYS)
    if (elsewhere || event.ctrlKey || event.altKey || event.metaKey) {
      return
    }
    if (event.code in DIRECTIONS) {
      held.add(event.code)
      head()
      event.preventDefault()
    } else if (event.key === '+' || event.key === '-') {
      map.zoomBy(event.key === '+' ? ZOOM_STEP : 1 / ZOOM_STEP)
      event.preventDefault()
    }
  })
  window.addEventListener('keyup', event => {
    if (held.delete(event.code)) {
      head()
    }
  })
  // A key that is let go while another window has the keyboard is never told of.
  for (const away of ['blur', 'focusin', 'visibilitychange']) {
    window.addEventListener(away, () => {
      held.clear()
      head()
    })
  }
}

/**
 * One pointer leads the avatar, two zoom.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {import('./walker.js').Walker} walker
 * @param {import('./map.js').WorldMap} map
 */
function listenToPointers(canvas, walker, map) {
  /** @type {Map<number, {left: number, top: number}>} */
  const down = new Map()
  function spread() {
    const [a, b] = down.values()
    return Math.hypot(a.left - b.left, a.top - b.top)
  }
  /** @param {PointerEvent} event */
  function at(event) {
    const box = canvas.getBoundingClientRect()
    return { left: event.clientX - box.left, top: event.clientY - box.top }
  }
  canvas.addEventListener('pointerdown', event => {
    if (event.button !== 0 || down.size === 2) {
      return
    }
    canvas.setPointerCapture(event.pointerId)
    down.set(event.pointerId, at(event))
    if (down.size === 1) {
      walker.goTo(map.ground(at(event).left, at(event).top))
    }
  })
  canvas.addEventListener('pointermove', event => {
    if (!down.has(event.pointerId)) {
      return
    }
    const before = down.size === 2 ? spread() : 0
    down.set(event.pointerId, at(event))
    if (down.size === 1) {
      walker.goTo(map.ground(at(event).left, at(event).top))
    } else if (before > 0) {
      map.zoomBy(spread() / before)
    }
  })
  for (const up of /** @type {const} */ (['pointerup', 'pointercancel'])) {
    canvas.addEventListener(up, event => down.delete(event.pointerId))
  }
}
