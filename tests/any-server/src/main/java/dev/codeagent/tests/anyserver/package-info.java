/**
 * Black-box tests of what holds on every server, database and sandbox, and what they need to reach one: the launcher as a user
 * calls it, Payara Micro, Payara Server.
 */
package dev.codeagent.tests.anyserver;
