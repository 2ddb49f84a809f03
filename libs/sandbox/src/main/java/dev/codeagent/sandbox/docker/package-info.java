/** Sandboxes that are containers of a Docker engine: local, remote, or one that the server itself runs on. */
package dev.codeagent.sandbox.docker;
