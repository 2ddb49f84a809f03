/** Finding, starting, stopping and asking the server, and finding model servers of this machine. */
package dev.codeagent.cli.server;
