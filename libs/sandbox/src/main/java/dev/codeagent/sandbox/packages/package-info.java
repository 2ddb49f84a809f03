/** Released packages that agents add to a project: fetched from registries by their coordinates. */
@NullMarked
package dev.codeagent.sandbox.packages;

import org.jspecify.annotations.NullMarked;
