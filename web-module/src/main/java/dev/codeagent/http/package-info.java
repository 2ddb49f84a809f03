/** Defences of the HTTP server that hold for every address: framing of requests, reading of bodies, error pages. */
@NullMarked
package dev.codeagent.http;

import org.jspecify.annotations.NullMarked;
