/**
 * The last stretch of the pipe, for every door: one bounded queue a client, and the follower that fills it with a run's
 * events. How a message looks and which socket takes it is the doors' own business.
 */
package dev.codeagent.outbound;
