import type { Code } from './code.ts'

/** Codes of the command line itself: how it was called, what it may write, and how it ended. */
export const COMMAND: Readonly<Record<string, Code>> = {
  USAGE_INVALID: {
    kind: 'error',
    title: 'The command line is not valid',
    meaning: 'A command or an option does not exist, an argument is missing, or there is one too many.',
    lift: '`npx trimtab --help` lists the commands, `npx trimtab COMMAND --help` their arguments and options.',
  },
  OPTION_INVALID: {
    kind: 'error',
    title: 'An option has a value that is not allowed',
    meaning: 'The message names the option, what was found and what is allowed.',
    lift: 'Give one of the allowed values.',
  },
  FILE_EXISTS: {
    kind: 'error',
    title: 'A file would be overwritten',
    meaning: 'There is a file of that name already.',
    lift: 'Choose another place with `--out`, or allow it with `--force`.',
  },
  FILE_UNWRITABLE: {
    kind: 'error',
    title: 'A file cannot be written',
    meaning: 'It is a folder, a device or a pipe, this user may not write it, or the disk is full.',
    lift: 'Name another file with `--out`.',
  },
  FILE_FOREIGN: {
    kind: 'error',
    title: 'A file that is not a report is in the way',
    meaning:
      'A report is written as index.html, report.json and trades.csv (of stress tests stress.* and crash.*); one of these exists and was not written by Trimtab. Nothing was run.',
    lift: 'Choose another folder with `--out`, or move that file away.',
  },
  FOLDER_UNWRITABLE: {
    kind: 'error',
    title: 'The folder cannot be written to',
    meaning:
      'It cannot be made, belongs to another user, is a file, or its disk is full or read-only. This is tried before the run.',
    lift: 'Choose a folder with `--out` that this user may write to.',
  },
  FOLDER_BUSY: {
    kind: 'error',
    title: 'Another run is writing to the folder',
    meaning:
      'A run with `--out` keeps the file .trimtab.lock in its folder until it ends, so that two runs never mix their reports. A lock left by a killed run is removed by the next one.',
    lift: 'Choose another folder with `--out`, or wait. If no other run is active (on a shared disk it may be on another machine), remove .trimtab.lock.',
  },
  OUTPUT_FAILED: {
    kind: 'error',
    title: 'The output cannot be written',
    meaning: 'Standard output goes to a disk that is full, or to something that takes no more.',
    lift: 'Make room, or send the output elsewhere.',
  },
  INTERRUPTED: {
    kind: 'error',
    title: 'The run was interrupted',
    meaning:
      'Ctrl-C (exit code 130), a request to terminate (143) or a closed terminal (129) ended it. No report was written, and an earlier one is unchanged.',
    lift: 'Run it again.',
  },
  UNEXPECTED: {
    kind: 'error',
    title: 'A fault of Trimtab',
    meaning: 'Something failed that no check foresaw. It is not caused by your input being wrong.',
    lift: 'Set `TRIMTAB_DEBUG=1` to see where it happened, and report it with the command and the files.',
  },
}
