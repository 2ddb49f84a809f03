package dev.codeagent.api.run;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the constant of an enum that stands for a value that this version does not know, for example in the journal of a
 * newer version. It is the constant that allows and claims the least. An enum without it has no such constant: an
 * unknown value is then an error.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface FallbackValue {}
