/** Attempts to escape from a sandbox: cases that are data (YAML), and the signals that show an escape. */
@NullMarked
package dev.codeagent.bench.escapes;

import org.jspecify.annotations.NullMarked;
