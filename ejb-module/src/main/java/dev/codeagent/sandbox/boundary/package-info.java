/** Puts the launchers together from the configuration. */
package dev.codeagent.sandbox.boundary;
