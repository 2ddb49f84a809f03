/** JSON values to records and back. */
@NullMarked
package dev.codeagent.client.json;

import org.jspecify.annotations.NullMarked;
