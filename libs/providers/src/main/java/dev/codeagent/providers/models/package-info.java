/** The models of providers: lists with the facts of the catalogue, downloads and removal on local servers. */
@NullMarked
package dev.codeagent.providers.models;

import org.jspecify.annotations.NullMarked;
