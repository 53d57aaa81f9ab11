// Small pictures that are made once and then only copied: a path and a text for each of a thousand
// peers would take longer than a frame.

/** As many as the eye tells apart. */
const HEADINGS = 32
const MAX_LABELS = 300
const FULL_TURN = 2 * Math.PI
const LABEL_FONT = '12px system-ui, sans-serif'
const LABEL_HEIGHT = 18

/** How far a nose reaches beyond the middle of its dot, in radii. */
const NOSE = 1.7

export class Sprites {
  #ratio
  #text
  #halo
  /** @type {Map<string, HTMLCanvasElement>} */
  #dots = new Map()
  /** @type {Map<string, HTMLCanvasElement>} */
  #labels = new Map()

  /**
   * @param {number} ratio pixels of the screen per CSS pixel
   * @param {string} text the colour of labels
   * @param {string} halo the colour around them
   */
  constructor(ratio, text, halo) {
    this.#ratio = ratio
    this.#text = text
    this.#halo = halo
  }

  /**
   * Draws a dot with a nose that shows where it looks.
   *
   * @param {CanvasRenderingContext2D} context
   * @param {number} left of its middle
   * @param {number} top
   * @param {number} radius
   * @param {number} heading in radians, clockwise from north
   * @param {string} colour
   */
  drawDot(context, left, top, radius, heading, colour) {
    const turn = ((Math.round((heading / FULL_TURN) * HEADINGS) % HEADINGS) + HEADINGS) % HEADINGS
    const key = `${radius} ${turn} ${colour}`
    let dot = this.#dots.get(key)
    if (!dot) {
      dot = this.#paintDot(radius, (turn * FULL_TURN) / HEADINGS, colour)
      this.#dots.set(key, dot)
    }
    this.#copy(context, dot, left, top)
  }

  /**
   * Writes a name with a halo, so that it can be read on anything.
   *
   * @param {CanvasRenderingContext2D} context
   * @param {number} left of its middle
   * @param {number} top of its middle
   * @param {string} name
   */
  drawLabel(context, left, top, name) {
    let label = this.#labels.get(name)
    if (!label) {
      if (this.#labels.size >= MAX_LABELS) {
        this.#labels.clear()
      }
      label = this.#paintLabel(name)
      this.#labels.set(name, label)
    }
    this.#copy(context, label, left, top)
  }

  /**
   * To whole pixels of the screen, which is quicker, and sharp.
   *
   * @param {CanvasRenderingContext2D} context
   * @param {HTMLCanvasElement} sprite
   * @param {number} left
   * @param {number} top
   */
  #copy(context, sprite, left, top) {
    const [width, height] = [sprite.width / this.#ratio, sprite.height / this.#ratio]
    const snappedLeft = Math.round((left - width / 2) * this.#ratio) / this.#ratio
    const snappedTop = Math.round((top - height / 2) * this.#ratio) / this.#ratio
    context.drawImage(sprite, snappedLeft, snappedTop, width, height)
  }

  /**
   * @param {number} radius
   * @param {number} heading
   * @param {string} colour
   */
  #paintDot(radius, heading, colour) {
    const half = Math.ceil(radius * NOSE) + 1
    const { sprite, context } = this.#blank(half * 2, half * 2)
    const from = heading - Math.PI / 2 + 0.6
    context.beginPath()
    context.moveTo(
      half + Math.sin(heading) * radius * NOSE,
      half - Math.cos(heading) * radius * NOSE
    )
    context.arc(half, half, radius, from, from + FULL_TURN - 1.2)
    context.closePath()
    context.fillStyle = colour
    context.fill()
    return sprite
  }

  /** @param {string} name */
  #paintLabel(name) {
    const measure = this.#blank(1, 1).context
    measure.font = LABEL_FONT
    const width = Math.ceil(measure.measureText(name).width) + 8
    const { sprite, context } = this.#blank(width, LABEL_HEIGHT)
    context.font = LABEL_FONT
    context.textAlign = 'center'
    context.textBaseline = 'middle'
    context.lineWidth = 3
    context.lineJoin = 'round'
    context.strokeStyle = this.#halo
    context.strokeText(name, width / 2, LABEL_HEIGHT / 2)
    context.fillStyle = this.#text
    context.fillText(name, width / 2, LABEL_HEIGHT / 2)
    return sprite
  }

  /**
   * @param {number} width
   * @param {number} height
   */
  #blank(width, height) {
    const sprite = document.createElement('canvas')
    sprite.width = Math.ceil(width * this.#ratio)
    sprite.height = Math.ceil(height * this.#ratio)
    const context = sprite.getContext('2d')
    if (!context) {
      throw new Error('this browser has no canvas')
    }
    context.scale(this.#ratio, this.#ratio)
    return { sprite, context }
  }
}
