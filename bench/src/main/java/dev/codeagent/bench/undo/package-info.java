/** Random trees, edited by random tools and undone; the result is compared with snapshots of an independent walker. */
package dev.codeagent.bench.undo;
