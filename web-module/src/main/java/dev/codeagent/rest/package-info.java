/**
 * The contract's REST face, {@code /api/v1}: each resource reads a request, calls one port and writes the answer as the
 * wire writes records. Nothing is decided here.
 */
package dev.codeagent.rest;
