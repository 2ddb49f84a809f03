/**
 * Makes a release of a built tree: archives that run by themselves, a bill of materials, checksums, provenance and notes.
 * Building the tree, and the image, is {@code release/build.sh}.
 */
package dev.codeagent.release;
