/** The names that clients rely on, read from classes, resources and scripts, and compared with a golden file. */
package dev.codeagent.architecture.promises;
