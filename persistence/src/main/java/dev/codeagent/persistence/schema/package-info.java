/** The main database: its address, migrations, health and errors. */
@NullMarked
package dev.codeagent.persistence.schema;

import org.jspecify.annotations.NullMarked;
