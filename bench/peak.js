// Loaded before a measured process: tells on descriptor 3, when the process ends, how many KiB of memory it had at most.
// Plain JavaScript, because stripping types takes memory and time of its own.
import { readFileSync, writeSync } from 'node:fs'

process.on('exit', () => writeSync(3, String(peak())))

/** Linux lets a new process inherit the peak of the one that started it, in `maxRSS`; VmHWM is its own. */
function peak() {
  try {
    const own = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))
    if (own !== null) return Number(own[1])
  } catch {
    // Only Linux has the file.
  }
  return process.resourceUsage().maxRSS
}
