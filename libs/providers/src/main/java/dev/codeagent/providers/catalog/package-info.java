/** The catalogue of models: the file that ships, its refreshed copy, and the overrides of the operator. */
@NullMarked
package dev.codeagent.providers.catalog;

import org.jspecify.annotations.NullMarked;
