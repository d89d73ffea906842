/**
 * base^exponent of figures from 0 up: whole powers by squares, the rest by square roots (x^0.625 = √x · √√√x), to 2⁻⁴⁸ of the exponent. Only
 * `×` and `√`, so that every engine gives the same figure.
 */
export function power(base: number, exponent: number): number {
  const whole = Math.floor(exponent)
  let result = 1
  for (let [left, square] = [whole, base]; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result *= square
    square *= square
  }
  let [rest, root] = [exponent - whole, base]
  for (let bit = 0; bit < BITS && rest > 0; bit += 1) {
    root = Math.sqrt(root)
    rest *= 2
    if (rest >= 1) {
      result *= root
      rest -= 1
    }
  }
  return result
}

const BITS = 48
