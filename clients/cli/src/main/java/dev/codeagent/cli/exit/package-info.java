/** Exit codes, and the exception that carries one. */
@NullMarked
package dev.codeagent.cli.exit;

import org.jspecify.annotations.NullMarked;
