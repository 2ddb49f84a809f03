/** Requests to the REST API, and the credentials that they carry. */
@NullMarked
package dev.codeagent.client.http;

import org.jspecify.annotations.NullMarked;
