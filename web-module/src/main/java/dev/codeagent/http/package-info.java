/** What holds for every address of the HTTP server: framing of requests, reading of bodies, the form of errors. */
@NullMarked
package dev.codeagent.http;

import org.jspecify.annotations.NullMarked;
