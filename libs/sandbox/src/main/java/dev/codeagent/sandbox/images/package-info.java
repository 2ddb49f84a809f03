/** Which image a project is worked on in: what its files ask for, what the settings permit, and how it is made. */
package dev.codeagent.sandbox.images;
