/**
 * Packages a release of a built tree: self-contained archives, SBOM, checksums, provenance and release notes.
 * {@code release/build.sh} builds the tree and the image.
 */
@NullMarked
package dev.codeagent.release;

import org.jspecify.annotations.NullMarked;
