/**
 * The REST API, {@code /api/v1}: each resource reads a request, calls one port and writes the answer as JSON. Business
 * rules are in {@code ejb-module}.
 */
@NullMarked
package dev.codeagent.rest;

import org.jspecify.annotations.NullMarked;
