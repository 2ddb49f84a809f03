/**
 * A model server with scripted answers over real HTTP: it selects the turn for a request, and plays it on the wire of
 * the request with the scripted faults. Models, agents and tools are not here.
 */
@NullMarked
package dev.codeagent.fakemodel;

import org.jspecify.annotations.NullMarked;
