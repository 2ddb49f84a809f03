/** Follows one run over the gateway, with reconnects, and prints it. */
package dev.codeagent.cli.run;
