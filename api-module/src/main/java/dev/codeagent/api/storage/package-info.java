/** Health of the database, for the other modules. Stores are in the packages of their features. */
package dev.codeagent.api.storage;
