/** Model providers: which are configured, how they are reached, what happens when one fails. What to ask is decided elsewhere. */
package dev.codeagent.providers;
