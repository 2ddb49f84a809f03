package dev.codeagent.rest;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The conditions that the method of a resource checks, and has no parameters for; see {@link Preconditions}. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface ChecksHeaders {
    String[] value();
}
