/** Follows one run over the gateway, with reconnects, and prints it. */
@NullMarked
package dev.codeagent.cli.run;

import org.jspecify.annotations.NullMarked;
