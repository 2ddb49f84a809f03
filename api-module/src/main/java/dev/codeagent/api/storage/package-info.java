/** The database as the rest of the system may ask it how it is. */
package dev.codeagent.api.storage;
