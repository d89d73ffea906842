/**
 * base^exponent of figures from 0 up: whole powers by multiplication, the rest by square roots (x^0.625 = √x · √√√x), to 2⁻⁴⁸ of the exponent. Only
 * `×` and `√`, so that every engine gives the same figure.
 */
export function power(base: number, exponent: number): number {
  const whole = Math.floor(exponent)
  let result = 1
  for (let i = 0; i < whole; i += 1) result *= base
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
