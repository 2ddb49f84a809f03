/** Names, schemas and permissions of the agents' tools. The executor in the sandbox implements the tools. */
package dev.codeagent.tools;
