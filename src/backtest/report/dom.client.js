// @ts-check
/** @param {string} id @returns {HTMLElement} */
export function element(id) {
  const found = document.getElementById(id)
  if (found === null) throw new RangeError(`The page has no #${id}`)
  return found
}

/**
 * An element with its text: never its markup, so that nothing that is told can become a part of the page.
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name @param {{ class?: string, text?: string, [attribute: string]: string | undefined }} [has]
 * @param {readonly (Node | string)[]} [children]
 * @returns {HTMLElementTagNameMap[Name]}
 */
export function make(name, has = {}, children = []) {
  const made = document.createElement(name)
  for (const [attribute, value] of Object.entries(has)) {
    if (value === undefined) continue
    if (attribute === 'text') made.textContent = value
    else made.setAttribute(attribute, value)
  }
  made.append(...children)
  return made
}
