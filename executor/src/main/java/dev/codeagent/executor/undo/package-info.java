/**
 * Remembers what a workspace was before and after each call that may change it, and puts paths back. It knows files, not
 * tools: what a call does, and how it is spoken of, is its users' affair.
 */
package dev.codeagent.executor.undo;
