/** What the product promises to the outside, read from its classes, resources and scripts, and held against a file. */
package dev.codeagent.architecture.promises;
