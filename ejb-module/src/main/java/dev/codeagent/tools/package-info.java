/** What agents can do: the tools' names, schemas and rules. How they are done is the executor's, in the sandbox. */
package dev.codeagent.tools;
