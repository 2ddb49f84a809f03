/** Finds, starts, stops and calls the server, and finds model servers of this machine. */
package dev.codeagent.cli.server;
