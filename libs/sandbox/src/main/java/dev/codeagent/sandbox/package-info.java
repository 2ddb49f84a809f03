/** Starting executors behind walls, and talking to them. What they do for whom is decided elsewhere. */
package dev.codeagent.sandbox;
