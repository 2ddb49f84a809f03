/** A Docker engine: calls with limits, what its complaints mean, what of it is this server's. */
package dev.codeagent.docker;
