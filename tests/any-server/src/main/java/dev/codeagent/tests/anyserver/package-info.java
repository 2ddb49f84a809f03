/**
 * Black-box tests that apply to every server, database and sandbox, and their fixtures: the launcher as a user calls
 * it, Payara Micro, Payara Server.
 */
package dev.codeagent.tests.anyserver;
