/** Longer texts are not misspelled names, and take long to compare. */
const LONGEST = 80

/** Finds the name that was probably meant; `undefined` if none is near. */
export function findNearest(text: string, names: Iterable<string>): string | undefined {
  if (text === '' || text.length > LONGEST) return undefined
  let least = Math.max(1, Math.floor(text.length / 3)) + 1
  let nearest: string | undefined
  for (const name of names) {
    if (Math.abs(name.length - text.length) >= least) continue
    const distance = measure(text.toLowerCase(), name.toLowerCase())
    if (distance >= least) continue
    least = distance
    nearest = name
  }
  return nearest
}

/** Counts the letters to be added, left out, changed or swapped with their neighbour, to make one word the other. */
function measure(left: string, right: string): number {
  let before: readonly number[] = []
  let above: readonly number[] = Array.from({ length: right.length + 1 }, (_, column) => column)
  for (let row = 1; row <= left.length; row++) {
    const current = [row]
    for (let column = 1; column <= right.length; column++) {
      const cost = left[row - 1] === right[column - 1] ? 0 : 1
      const isSwapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]
      current.push(
        Math.min(
          at(above, column) + 1,
          at(current, column - 1) + 1,
          at(above, column - 1) + cost,
          isSwapped ? at(before, column - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      )
    }
    before = above
    above = current
  }
  return at(above, right.length)
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY
}
