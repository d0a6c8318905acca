/** How the page reads pixels of another origin. */
export interface PixelRequest {
  readonly url: string
  readonly through: 'canvas' | 'texture' | 'video'
  /** Whether the element has `crossorigin="anonymous"`. */
  readonly hasAttribute: boolean
}

/** What the page can read of the pixels: a color, that the element has nothing to show, or the name of an exception. */
export type PixelResult = 'red' | 'another color' | 'not loaded' | 'SecurityError'

// Every function of this file runs in the page, so it must not use anything outside itself.

/** Draws an image or a video frame to a canvas, or makes a WebGL texture of an image, and reads it back. */
export async function readPixels({ url, through, hasAttribute }: PixelRequest): Promise<PixelResult> {
  type Drawable = HTMLImageElement | HTMLVideoElement
  const load = () =>
    new Promise<Drawable | undefined>((resolve) => {
      const element = through === 'video' ? document.createElement('video') : new Image()
      if (hasAttribute) element.crossOrigin = 'anonymous'
      element.addEventListener('error', () => resolve(undefined))
      // When its data has loaded, a video may still have no frame to draw.
      if ('requestVideoFrameCallback' in element) element.requestVideoFrameCallback(() => resolve(element))
      else element.addEventListener('load', () => resolve(element))
      element.src = url
    })

  const readCanvas = async (element: Drawable): Promise<Uint8ClampedArray> => {
    const context = document.createElement('canvas').getContext('2d') as CanvasRenderingContext2D
    // Firefox may announce a video frame before it can draw one. If nothing is drawn, the canvas is not tainted.
    for (let attempt = 0; ; attempt++) {
      context.drawImage(element, 0, 0, 1, 1)
      const { data } = context.getImageData(0, 0, 1, 1)
      if (data[3] !== 0 || attempt === 100) return data
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }

  const readTexture = (element: Drawable): Uint8Array => {
    const gl = document.createElement('canvas').getContext('webgl') as WebGLRenderingContext
    gl.bindTexture(gl.TEXTURE_2D, gl.createTexture())
    gl.bindFramebuffer(gl.FRAMEBUFFER, gl.createFramebuffer())
    const pixel = new Uint8Array(4)
    try {
      const texture = gl.getParameter(gl.TEXTURE_BINDING_2D) as WebGLTexture
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, element)
      gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0)
      gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel)
    } finally {
      // The number of contexts that a browser keeps is small.
      gl.getExtension('WEBGL_lose_context')?.loseContext()
    }
    return pixel
  }

  const element = await load()
  if (element === undefined) return 'not loaded'
  try {
    const [red = 0, green = 0, blue = 0] = through === 'texture' ? readTexture(element) : await readCanvas(element)
    // The colors of a video are not exact.
    return red > 200 && green < 16 && blue < 16 ? 'red' : 'another color'
  } catch (error) {
    return (error as Error).name as PixelResult
  }
}

/** Shows an image without reading its pixels. */
export function showImage(url: string): Promise<'shown' | 'not shown'> {
  return new Promise((resolve) => {
    const image = new Image()
    image.onload = () => resolve('shown')
    image.onerror = () => resolve('not shown')
    image.src = url
  })
}

/** Declares a font in a style sheet, and loads it. */
export async function loadFont(url: string): Promise<'loaded' | 'not loaded'> {
  const style = document.createElement('style')
  style.textContent = `@font-face { font-family: claimed; src: url('${url}') }`
  document.head.append(style)
  const loaded = await document.fonts.load('16px claimed', 'a').catch(() => [])
  return loaded.length > 0 ? 'loaded' : 'not loaded'
}

/** Shows an image, and reads when it was requested. */
export async function readTiming(url: string): Promise<'timing visible' | 'timing hidden'> {
  const entry = new Promise<PerformanceResourceTiming>((resolve) => {
    new PerformanceObserver((list) => {
      for (const found of list.getEntriesByName(url)) resolve(found as PerformanceResourceTiming)
    }).observe({ type: 'resource' })
  })
  new Image().src = url
  return (await entry).requestStart > 0 ? 'timing visible' : 'timing hidden'
}
