/** A small HTTP/1.1 server that can misbehave: it resets connections, hangs, and notices a client that leaves. */
@NullMarked
package dev.codeagent.fakemodel.http;

import org.jspecify.annotations.NullMarked;
