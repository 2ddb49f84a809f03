/** Random trees, edited by random tools and undone; the result is compared with snapshots of an independent walker. */
@NullMarked
package dev.codeagent.bench.undo;

import org.jspecify.annotations.NullMarked;
