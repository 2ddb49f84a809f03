/** Random trees, edited by random tools and undone, against what an independent walker saw. */
package dev.codeagent.bench.undo;
