/** Health of the database, for the other modules. Stores are in the packages of their features. */
@NullMarked
package dev.codeagent.api.storage;

import org.jspecify.annotations.NullMarked;
