/** Tries to break out of a sandbox, by cases that are data, and what shows that one did. */
package dev.codeagent.bench.escapes;
