/** Attempts to escape from a sandbox: cases that are data (YAML), and the signals that show an escape. */
package dev.codeagent.bench.escapes;
