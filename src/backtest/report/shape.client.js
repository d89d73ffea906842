// @ts-check
/**
 * A mark of the strip below a plot; the stylesheet has the same for the page around.
 * @param {CanvasRenderingContext2D} ctx @param {string} shape tick, circle, square, triangle, diamond or cross
 * @param {{ x: number, y: number, unit: number }} at
 */
export function drawShape(ctx, shape, { x, y, unit }) {
  const r = 4.5 * unit
  ctx.lineWidth = unit
  ctx.beginPath()
  if (shape === 'tick') ctx.rect(x - unit / 2, y - r * 0.7, unit, r * 1.4)
  else if (shape === 'circle') ctx.arc(x, y, r * 0.9, 0, 7)
  else if (shape === 'square') ctx.rect(x - r * 0.8, y - r * 0.8, r * 1.6, r * 1.6)
  else polygon(ctx, shape, { x, y, r })
  ctx.fill()
  if (shape !== 'tick') ctx.stroke()
}

/** Corners in parts of the radius. @type {Record<string, readonly (readonly [number, number])[]>} */
const CORNERS = {
  triangle: [
    [0, -1.15],
    [1.1, 0.85],
    [-1.1, 0.85],
  ],
  diamond: [
    [0, -1.2],
    [1.1, 0],
    [0, 1.2],
    [-1.1, 0],
  ],
  cross: [
    [0, -0.5],
    [0.8, -1.3],
    [1.3, -0.8],
    [0.5, 0],
    [1.3, 0.8],
    [0.8, 1.3],
    [0, 0.5],
    [-0.8, 1.3],
    [-1.3, 0.8],
    [-0.5, 0],
    [-1.3, -0.8],
    [-0.8, -1.3],
  ],
}

/** @param {CanvasRenderingContext2D} ctx @param {string} shape @param {{ x: number, y: number, r: number }} at */
function polygon(ctx, shape, { x, y, r }) {
  for (const [dx, dy] of CORNERS[shape] ?? []) ctx.lineTo(x + dx * r, y + dy * r)
  ctx.closePath()
}
