/**
 * A model server with scripted answers over real HTTP: it selects the turn for a request, and plays it on the wire of
 * the request with the scripted faults. It contains no model, agent or tool.
 */
@NullMarked
package dev.codeagent.fakemodel;

import org.jspecify.annotations.NullMarked;
